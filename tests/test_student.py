"""The student's side: what is in the zip, and what `pytest` says on a student's computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from support import BIN, ROOT, SOLUTIONS, mistake


@pytest.fixture(scope="module")
def unpacked(zips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The student zip, unpacked."""
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(zips / "hw2_optimizers-student.zip") as archive:
        archive.extractall(folder)
    return folder / "hw2_optimizers"


@pytest.fixture
def homework(unpacked: Path, tmp_path: Path) -> Path:
    """A copy of it to work in."""
    return Path(shutil.copytree(unpacked, tmp_path / "hw2_optimizers"))


def run_pytest(folder: Path, *options: str, python: Path = BIN / "python") -> subprocess.CompletedProcess[str]:
    """Run pytest as a student does, in the folder, with nothing of this test run around it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [str(python), "-m", "pytest", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def test_the_zip_holds_what_a_student_needs_and_nothing_of_the_solution(unpacked: Path):
    names = {path.name for path in unpacked.iterdir()}
    assert names >= {"README.md", "INSTALL.md", "assignment.toml", "optimizers.py", "test_optimizers.py"}
    (wheel,) = unpacked.glob("*.whl")
    assert wheel.name in (unpacked / "INSTALL.md").read_text(encoding="utf-8")
    with zipfile.ZipFile(wheel) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents |= {path.name: path.read_bytes() for path in unpacked.iterdir()}
    assert not [name for name in contents if "solution" in name or "hidden" in name or "mistake" in name]
    given = (ROOT / "assignments" / "hw2_optimizers" / "optimizers.py").read_text(encoding="utf-8")
    secret = [
        line.strip().encode()
        for path in [SOLUTIONS / "optimizers.py", *(SOLUTIONS / "hidden").glob("*.py")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line.strip()) > 30 and line not in given and " import " not in line
    ]
    public = (ROOT / "assignments" / "hw2_optimizers" / "test_optimizers.py").read_bytes()
    assert len(secret) > 100
    leaked = [s for s in secret if s not in public and any(s in data for data in contents.values())]
    assert not leaked


def test_the_stub_fails_with_one_readable_line_a_test(homework: Path):
    done = run_pytest(homework)
    assert done.returncode == 1
    failures = done.stdout.split("short test summary")[0]
    sections = failures.split("\n___")[1:]
    assert len(sections) > 15
    for section in sections:
        lines = [line for line in section.splitlines()[1:] if line and not line.startswith("====")]
        assert len(lines) == 1, section
        assert "is not written yet" in lines[0]
    assert "Traceback" not in done.stdout


def test_the_reference_passes(homework: Path):
    shutil.copy(SOLUTIONS / "optimizers.py", homework)
    done = run_pytest(homework)
    assert done.returncode == 0, done.stdout


def test_a_mistake_is_explained(homework: Path):
    (homework / "optimizers.py").write_text(mistake("adam_no_bias_correction"), encoding="utf-8")
    done = run_pytest(homework)
    assert done.returncode == 1
    assert done.stdout.count("FAILED") == 3
    for words in ("Adam's first step has the size lr", "yours     0.968377", "expected  0.99", 'the handout, "Adam"'):
        assert words in done.stdout


def test_an_exception_points_to_the_students_line_and_tb_shows_everything(homework: Path):
    source = (SOLUTIONS / "optimizers.py").read_text(encoding="utf-8")
    (homework / "optimizers.py").write_text(source.replace("p -= self.lr * v", "p -= self.lr * velocity", 1))
    short = run_pytest(homework, "-k", "sgd_plain").stdout
    assert "NameError: name 'velocity' is not defined" in short
    assert "in `step`: `p -= self.lr * velocity`" in short
    assert "Traceback" not in short
    assert "autograder/testing" in run_pytest(homework, "-k", "sgd_plain", "--tb=long").stdout


def test_a_syntax_error_and_a_missing_file_are_named(homework: Path):
    (homework / "optimizers.py").write_text("def f(:\n")
    done = run_pytest(homework)
    assert done.returncode == 1
    assert done.stdout.count("optimizers.py, line 1: SyntaxError") == 1
    (homework / "optimizers.py").write_text("import sys\nsys.exit()\n")
    done = run_pytest(homework)
    assert "optimizers.py, line 2: SystemExit" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    (homework / "optimizers.py").unlink()
    assert "there is no optimizers.py beside the tests" in run_pytest(homework).stdout


def test_skipping_from_student_code_does_not_skip(homework: Path):
    (homework / "optimizers.py").write_text("import pytest\ndef SGD(*a, **k): pytest.skip('not today')\n")
    done = run_pytest(homework, "-k", "sgd_plain")
    assert done.returncode == 1
    assert "your code raised Skipped" in done.stdout


@pytest.mark.banks
def test_plain_pip_installs_the_wheel_into_an_empty_environment(homework: Path, tmp_path: Path):
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    (wheel,) = homework.glob("*.whl")
    constraints = ROOT / "constraints.txt"
    for what in ("torch", str(wheel)):
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-c", constraints, what], check=True)
    listed = subprocess.run([python, "-m", "pip", "list"], capture_output=True, text=True, check=True).stdout
    assert "otter" not in listed
    done = run_pytest(homework, python=python)
    assert "23 failed" in done.stdout
    assert "SGD.step is not written yet" not in done.stdout  # __init__ comes first
    shutil.copy(SOLUTIONS / "optimizers.py", homework)
    assert run_pytest(homework, python=python).returncode == 0
