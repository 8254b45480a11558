"""The bank of hostile submissions: nothing gained, nothing left behind, nothing learnt, in every world we know.

Slow: `make test-attacks`. The bank is handed in for a small assignment, where it takes a second or two for each.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import BIN, COURSE, ROOT

ATTACKS = ROOT / "tests" / "attacks"
GROUPS = ("denial", "marks", "report", "secrets", "survival")

pytestmark = [pytest.mark.attacks, pytest.mark.skipif(os.geteuid() != 0, reason="only root can make these worlds")]


def audit(
    out: Path,
    only: str,
    *world: str,
    hw: str = "hw0_torch",
    attacks: Path = ATTACKS,
    root: Path = COURSE,
    **environment: str,
) -> dict:
    """Run the real command in a world, and return what it found."""
    command = [BIN / "autograder", "--root", root, "audit", hw, "--attacks", attacks, "--only", only, "--json", out]
    if world:
        out.parent.chmod(0o777)
        command = [sys.executable, ROOT / "tests" / "world.py", *world, "--", *command]
    words = list(map(str, command))
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | environment)
    assert out.exists(), done.stdout + done.stderr
    (found,) = json.loads(out.read_text(encoding="utf-8"))
    problems = [f"{r['group']}/{r['name']}: {problem}" for r in found["attacks"] for problem in r["problems"]]
    assert done.returncode == bool(problems)
    found["problems"] = problems
    return found


@pytest.fixture
def out() -> Iterator[Path]:
    """Where a command of another user can write, which is not below pytest's own folder."""
    with tempfile.TemporaryDirectory(prefix="autograder-test-") as folder:
        yield Path(folder) / "audit.json"


def test_the_bank_is_large_and_says_what_each_attack_is():
    for group in GROUPS:
        assert len(list((ATTACKS / group).glob("*.py"))) >= 8
    for path in ATTACKS.glob("*/*.py"):
        first, *rest = path.read_text(encoding="utf-8").splitlines()
        assert first.startswith('"""'), path
        assert first.endswith('."""'), path
        assert any(rest), path


@pytest.mark.parametrize("group", GROUPS)
def test_with_every_layer_no_attack_succeeds(out: Path, group: str):
    found = audit(out, f"{group}/*", "--readable")
    assert found["isolation_missing"] == {}
    assert found["problems"] == []


@pytest.mark.parametrize("hw", ["hw5_frozen_lake", "hw6_reinforce"])
def test_who_is_given_an_environment_gains_nothing_by_it(out: Path, hw: str):
    found = audit(out, "*/*_an_environment_*", "--readable", hw=hw, root=ROOT)
    assert len(found["attacks"]) == 3
    assert found["problems"] == []


@pytest.mark.parametrize("group", GROUPS)
def test_as_another_user_than_root_no_attack_succeeds(out: Path, group: str):
    found = audit(out, f"{group}/*", "--user", "1000")
    assert set(found["isolation_missing"]) == {"uid"}
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("world", "missing"),
    [
        (("--readable", "--without", "landlock"), {"landlock"}),
        (("--readable", "--without", "quota"), {"quota"}),
        (("--readable", "--no-capabilities"), {"uid"}),
        (("--user", "1000", "--user-namespace"), {"uid"}),
        (("--user", "1000", "--without", "landlock"), {"uid", "landlock"}),
    ],
)
def test_where_a_layer_is_missing_the_report_says_so_and_nothing_is_left_behind(out: Path, world, missing):
    found = audit(out, "survival/*", *world)
    assert set(found["isolation_missing"]) == missing
    assert found["problems"] == []


@pytest.mark.parametrize("world", [("--readable",), ("--user", "1000")])
def test_without_seccomp_every_process_dies_all_the_same(out: Path, world):
    found = audit(out, "survival/*", *world, "--without", "seccomp")
    assert set(found["isolation_missing"]) >= {"seccomp", "quota"}
    assert [problem for problem in found["problems"] if "process" in problem] == []


def test_on_gradescope_root_without_capabilities_stops_before_it_runs_anything(tmp_path: Path):
    for folder in ("source/course/assignments", "source/course/solutions", "submission"):
        (tmp_path / folder).mkdir(parents=True)
    for part in ("assignments", "solutions"):
        shutil.copytree(COURSE / part / "hw0_torch", tmp_path / "source" / "course" / part / "hw0_torch")
    (tmp_path / "source" / "bundle.json").write_text('{"format": 1, "assignment": "hw0_torch"}', encoding="utf-8")
    (tmp_path / "submission" / "small.py").write_text("print('it ran')", encoding="utf-8")
    start = f"import pathlib, autograder.packaging.run_autograder as g; g.main(pathlib.Path({str(tmp_path)!r}))"
    world = [sys.executable, ROOT / "tests" / "world.py", "--readable", "--no-capabilities", "--", sys.executable]
    done = subprocess.run([*map(str, world), "-c", start], capture_output=True, text=True, check=False)
    results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == 0
    (told,) = results["tests"]
    assert told["visibility"] == "hidden"
    assert "without the layer 'uid', which is missing: root without the capabilities CHOWN" in told["output"]
    assert "it ran" not in done.stdout + done.stderr + json.dumps(results)


REFERENCES = "glob.glob('TMPDIR/autograder-audit-*/solutions/*/*.py')"


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (
            f"for path in {REFERENCES}: print(open(path).read()[-60:].strip(), end=' ')",
            "a secret shows in the terminal",
        ),
        (
            f"for path in {REFERENCES}: print(*open(path).read()[-48:].strip()[::-1], end=' ')",
            "a secret shows in the JSON",
        ),
        (f"for path in {REFERENCES}: open(path, 'a').write('# longer')", "changed TMPDIR/autograder-audit-"),
        (
            "os.fork()\nm = mmap.mmap(-1, 500 * 2**20)\nfor _ in range(500): m.write(bytes(2**20))",
            "MB, more than 768 MB",
        ),
        ("time.sleep(20) if os.fork() == 0 else os.kill(os.getppid(), 9)", "which no zygote knows"),
    ],
    ids=["reads", "spells", "writes", "fills", "stays"],
)
def test_a_harm_that_is_done_is_found(out: Path, harm, problem):
    """Without Landlock and seccomp, who shares the grader's user can do what the grader can: the audit must say so."""
    (out.parent / "harm").mkdir()
    folder = str(out.parent)  # the audit's own, or an audit beside this one would suffer
    source = f'"""Does harm."""\nimport glob, mmap, os, time\n{harm.replace("TMPDIR", folder)}\n'
    (out.parent / "harm" / "does.py").write_text(source, encoding="utf-8")
    world = ("--user", "1000", "--without", "landlock", "--without", "seccomp")
    found = audit(out, "*", *world, attacks=out.parent, TMPDIR=folder)
    assert any(problem.replace("TMPDIR", folder) in what for what in found["problems"]), str(found["attacks"])
