"""The process that imports torch, forks the zygote, and then becomes a grader: as the command's user sees it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from support import BIN, COURSE, are_gone, eventually

from autograder.course.assignment import find_assignment
from autograder.grading.pool import Job, Pool, processors
from autograder.sandbox.layers.processes import descendants

HW = "hw0_torch"
SMALL = COURSE / "solutions" / HW / "small.py"


def grade(submission: Path, out: Path, *, before: str = "", after: str = "", **options) -> subprocess.CompletedProcess:
    """Run `autograder grade` in a shell, with something before the command or after it."""
    words = [BIN / "autograder", "--root", COURSE, "grade", HW, submission, "--json", out]
    line = f"{before} {shlex.join(map(str, words))} {after}"
    return subprocess.run(line, shell=True, capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ">&-"),
        ("exec 7</etc/passwd;", ""),
        ("trap '' CHLD;", ""),
        ("exec env -i", ""),
        ("cd /;", ""),
    ],
    ids=["no output", "open file", "SIGCHLD ignored", "no environment", "another folder"],
)
def test_the_command_grades_wherever_it_is_started(before: str, after: str, tmp_path: Path):
    done = grade(SMALL, tmp_path / "report.json", before=before, after=after)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["score"] == 100


def test_the_command_keeps_its_folder_its_environment_and_its_temporary_folder(tmp_path: Path):
    (tmp_path / "small.py").write_bytes(SMALL.read_bytes())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    words = [BIN / "autograder", "--root", COURSE, "grade", HW, "small.py", "--json", "report.json"]
    environment = os.environ | {"TMPDIR": str(scratch)}
    with subprocess.Popen(list(map(str, words)), cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL) as process:
        assert eventually(lambda: list(scratch.iterdir()))
    assert process.returncode == 0
    assert (tmp_path / "report.json").exists()
    assert list(scratch.iterdir()) == []
    scratch.rmdir()
    scratch.write_text("no folder", encoding="utf-8")
    done = grade(SMALL, tmp_path / "report.json", env=os.environ | {"TMPDIR": str(scratch / "none")})
    assert done.returncode == 0, done.stderr  # Python takes another one


def test_what_cannot_be_imported_is_said_as_ever(tmp_path: Path, course: Path):
    manifest = course / "assignments" / HW / "assignment.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("seconds = 2.0", 'imports = ["json", "no_such_module"]\nseconds = 2.0', 1))
    words = [BIN / "autograder", "--root", course, "grade", HW, SMALL]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "no_such_module" in done.stderr
    assert done.stderr.startswith("autograder: ")


def test_on_gradescope_torch_is_not_imported_before_the_process_starts_over():
    script = "import sys, autograder.packaging.run_autograder; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_the_processes_of_a_pool_stay_on_their_processors_and_end_with_their_parent():
    script = "import sys; sys.path[:0] = sys.argv[1:]\nfrom test_ancestor import start_a_pool\nstart_a_pool()"
    parent = subprocess.Popen([sys.executable, "-c", script, str(Path(__file__).parent)])
    try:
        wanted = 2 * len(processors())  # a grader and a zygote for each
        assert eventually(lambda: len(affinities(parent.pid)) >= wanted)
        found = affinities(parent.pid)
        assert all(len(cpus) == 1 for cpus in found.values()), found
    finally:
        parent.kill()
        parent.wait()
    assert eventually(are_gone, list(found))


def affinities(pid: int) -> dict[int, set[int]]:
    """Return on which processors each process below one may run."""
    found = {}
    for child in descendants(pid):
        try:
            found[child] = os.sched_getaffinity(child)
        except ProcessLookupError:
            continue
    return found


def start_a_pool() -> None:
    """Keep a process for each processor busy for good."""
    endless = f"{SMALL.read_text(encoding='utf-8')}\ndef centre(x):\n    while True: pass\n".encode()
    with Pool() as pool:
        while True:
            pool.grade(find_assignment(COURSE, HW), [Job(endless)] * len(processors()))
