"""The search for a small counterexample: it ends, and never loses what it has found, whatever a function does."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import COURSE

from autograder.course.assignment import find_assignment
from autograder.grading.report import TestResult
from autograder.grading.run import grade
from autograder.sandbox.host import Sandbox

SOLUTION = find_assignment(COURSE, "hw0_torch").reference.read_text(encoding="utf-8")


@pytest.fixture
def fail(sandbox: Sandbox, tmp_path: Path):
    """Grade the reference with some lines before softmax's own, and return how its hidden test ends."""

    def run(*lines: str, above: str = "", seconds: float = 2.0) -> TestResult:
        hw = find_assignment(COURSE, "hw0_torch")
        hw.manifest = hw.manifest.model_copy(update={"seconds": seconds, "total_seconds": 5 * seconds})
        path = tmp_path / "small.py"
        start = "    e = (x - x.amax(dim, keepdim=True)).exp()\n"
        added = "".join(f"    {line}\n" for line in lines)
        path.write_text(above + SOLUTION.replace(start, added + start), encoding="utf-8")
        (result,) = (t for t in grade(hw, path, sandbox).tests if t.name == "test_softmax_agrees")
        return result

    return run


def test_the_smallest_input_that_fails_is_shown(fail):
    result = fail("if x.numel() > 3: return x", seconds=60)  # a busy machine would end the search before its end
    assert result.status == "failed"
    assert result.evidence.inputs == "[[0.5, -0.25, 2], [-1.5, 0.75, 3]], dim=-1"  # the first shape of more than 3


@pytest.mark.parametrize(
    "worse",  # on (2, 3), which is tried after (3, 2) or (5,)
    ["import os; os._exit(1)", "while True: pass", "import ctypes; ctypes.string_at(0)"],
)
def test_a_failure_is_kept_when_a_smaller_input_does_worse(fail, worse):
    result = fail("if x.shape == (2, 3):", f"    {worse}", "if x.numel() > 3: return x")
    assert result.status == "failed"
    assert "is wrong" in result.evidence.finding
    assert result.evidence.inputs


def test_the_failure_before_the_crash_is_what_is_shown(fail):
    count = "import itertools\ncalls = itertools.count()\n"
    result = fail(
        "if x.numel() > 3 and next(calls) > 2: __import__('os')._exit(1)", "if x.numel() > 3: return x", above=count
    )
    assert result.status == "failed"
    assert "is wrong" in result.evidence.finding
    assert result.evidence.inputs


def test_answers_at_random_are_a_finding_of_their_own(fail):
    count = "import itertools\ncalls = itertools.count()\n"
    result = fail("if x.numel() > 3 and next(calls) % 2 == 0: return x", above=count)
    assert result.status == "failed"
    assert result.evidence.note == "Your code gave different answers to the same input."


def test_the_search_ends(fail):
    count = "calls = []\n"
    result = fail("calls.append(1); print(f'<{len(calls)}>', end='')", "return x * len(calls)", above=count)
    assert result.status == "failed"
    assert int(result.evidence.printed.rpartition("<")[2].rstrip(">")) < 1_000
