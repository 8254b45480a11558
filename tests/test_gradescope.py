"""The zips in a container with Gradescope's limits: 768 MB, half a processor, Docker's capabilities, ten minutes.

`gradescope-sim`, beside this project in `shared/`, stands in for Gradescope. `make gradescope-test` runs this, and
prints what each submission took; no time is asserted.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, command

from autograder.course.assignment import Assignment, find_assignment, find_assignments
from autograder.grading.run import collect_tests

SIM = ROOT.parent / "shared" / "gradescope-sim"
WORST = ["exits_at_import", "loops_at_import", "signals_to_the_grader", "memory_on_the_heap", "fork_bomb"]
LARGEST = 500  # MB in use; hw6: 317 when its image was just built

pytestmark = [
    pytest.mark.gradescope,
    pytest.mark.skipif(
        "CI" not in os.environ and not (SIM.exists() and shutil.which("debootstrap")),
        reason="needs gradescope-sim, debootstrap",
    ),
]


@dataclass(frozen=True)
class Verdict:
    """What came out of the container."""

    results: dict[str, Any]
    memory_mb: int
    line: str


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every zip, whose images are built: several at a time, once the first has made what all share."""
    out = tmp_path_factory.mktemp("dist")
    done = command("autograder", "build", "--out", out)
    assert done.returncode == 0, done.stderr
    first, *others = sorted(out.glob("*-autograder.zip"))
    build_image(first)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(build_image, others))
    return out


def build_image(archive: Path) -> None:
    """Do what Gradescope does when a zip is uploaded."""
    done = subprocess.run([str(SIM), "build", str(archive)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def hand_in(what: str, archive: Path, submission: Path, out: Path) -> Verdict:
    """Grade in the container, and print what it took."""
    done = subprocess.run(
        [str(SIM), "grade", str(archive), str(submission), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.exists(), done.stdout + done.stderr
    line = done.stdout.strip().splitlines()[-1]
    memory = re.search(r"peak (\d+) MB", line)
    assert memory, line
    print(f"{archive.stem}, {what}: {line.partition(', results')[0]}")
    return Verdict(json.loads(out.read_text(encoding="utf-8")), int(memory[1]), line)


def check_complete(results: dict[str, Any], assignment: Assignment) -> None:
    """Check that every test has its verdict, under every layer, and that the file is the last one that was written."""
    names = {test.name for test in collect_tests(assignment)}
    assert {test["extra_data"]["test"] for test in results["tests"]} == names
    assert set(results["extra_data"]["isolation"]) >= {"uid", "landlock", "seccomp", "rlimits"}


@pytest.mark.parametrize("assignment", find_assignments(ROOT), ids=lambda assignment: assignment.name)
def test_the_reference_gets_every_point_and_the_stub_none(assignment: Assignment, dist: Path, tmp_path: Path):
    archive = dist / f"{assignment.name}-autograder.zip"
    for what, submission, score in (("reference", assignment.reference, 100), ("stub", assignment.stub, 0)):
        verdict = hand_in(what, archive, submission, tmp_path / "results.json")
        assert verdict.results["score"] == score
        check_complete(verdict.results, assignment)
        assert verdict.memory_mb < LARGEST, verdict.line


@pytest.mark.parametrize("name", WORST)
def test_the_worst_still_get_a_complete_result(name: str, dist: Path, tmp_path: Path):
    (attack,) = (ROOT / "tests" / "attacks").glob(f"*/{name}.py")
    hw2 = find_assignment(ROOT, "hw2_optimizers")
    submission = tmp_path / "optimizers.py"
    shutil.copy(attack, submission)
    verdict = hand_in(name, dist / "hw2_optimizers-autograder.zip", submission, tmp_path / "results.json")
    assert verdict.results["score"] == 0
    check_complete(verdict.results, hw2)
