# make demo: set up everything, build every zip, grade a sample through them.   make test: every check that is fast.
PYTHON ?= python3
bin := .venv/bin
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: setup demo quick test audit test-banks test-attacks test-engine gradescope-test benchmark clean

setup: .venv/.ready

# torch first and by its exact version, so that nothing that follows asks for another build.
.venv/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(bin)/pip install --quiet --disable-pip-version-check "$$(grep '^torch==' constraints.txt)"
	$(bin)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup
	@$(bin)/autograder sync
	@$(bin)/autograder build --out dist
	@$(bin)/python tests/demo.py

# For every save, in under a minute: what checks the code as text, and the tests that start no process.
quick: setup
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/autograder sync --check
	$(bin)/pytest -n 2 -q -r fE --quick

test: setup
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/autograder sync --check
	$(bin)/pytest -n 2

# What every assignment's tests let pass and what they catch: alternatives, mistakes, mutants, the stub. Minutes.
audit: setup
	@mkdir -p dist
	$(bin)/autograder audit --only 'alternatives/*' --only 'mistakes/*' --only 'mutants/*' --html dist/audit.html

# Every alternative and every mistake, by `autograder grade` and by stock `otter run`: minutes, not seconds.
test-banks: setup
	$(bin)/pytest -n 2 -m banks

# Every hostile submission, in a world with every layer of the sandbox and in worlds without some: minutes as well.
test-attacks: setup
	$(bin)/pytest -n 2 -m attacks

# Whole banks and every hostile submission, by the engine and one by one: half an hour. CI compares a sample.
test-engine: setup
	$(bin)/pytest -n 2 -m 'banks or attacks' --whole tests/test_engine.py

# The zips in a container with Gradescope's limits, and what each submission took there. Minutes, as root.
gradescope-test: setup
	$(bin)/pytest -m gradescope -s

benchmark: setup
	$(bin)/python tests/benchmark.py

clean:
	rm -rf .venv dist build *.egg-info
