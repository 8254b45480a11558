"""Recognised mistakes: when a hint is shown, when it is not, and that looking for one harms nobody."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import COURSE

from autograder.course.assignment import find_assignment
from autograder.grading.report import TestResult
from autograder.grading.run import grade as grade_one
from autograder.sandbox.host import Sandbox

HW = "hw0_torch"
SOLUTION = (COURSE / "solutions" / HW / "small.py").read_text(encoding="utf-8")
EXPONENTIALS = "e = (x - x.amax(dim, keepdim=True)).exp()\n    return e / e.sum(dim, keepdim=True)"
SUMS_EVERYTHING = "e = (x - x.amax(dim, keepdim=True)).exp()\n    return e / e.sum()"
OVER_EVERYTHING = "This is what comes out when the exponentials are divided by the sum of all of them"


@pytest.fixture
def grade(sandbox: Sandbox, tmp_path: Path) -> Callable[..., dict[str, TestResult]]:
    """Grade source text and return the failed tests."""

    def run(source: str, root: Path = COURSE) -> dict[str, TestResult]:
        path = tmp_path / "small.py"
        path.write_text(source, encoding="utf-8")
        report = grade_one(find_assignment(root, HW), path, sandbox)
        return {test.name: test for test in report.tests if test.status != "passed"}

    return run


def recognised(failed: dict[str, TestResult]) -> dict[str, str | None]:
    """Return the mistake that each failed test names."""
    return {name: test.mistake for name, test in failed.items()}


def softmax(body: str) -> str:
    assert EXPONENTIALS in SOLUTION
    return SOLUTION.replace(EXPONENTIALS, body)


@pytest.mark.parametrize(
    "body",
    [
        SUMS_EVERYTHING,
        "y = x - x.max(dim, keepdim=True)[0]\n    return torch.exp(y - y.flatten().logsumexp(0))",
        "print('so far so good')\n    w = torch.e ** x.sub(x.amax(dim, True))\n    return w * (1 / w.sum())",
    ],
)
def test_a_known_mistake_is_recognised_in_any_style(grade, body):
    failed = grade(softmax(body))
    assert recognised(failed) == {"test_softmax_agrees": "softmax_over_everything"}
    output = failed["test_softmax_agrees"].output
    assert OVER_EVERYTHING in output
    assert output.index("expected") < output.index("with ") < output.index(OVER_EVERYTHING)


@pytest.mark.parametrize(
    "body",
    [
        "e = (x - x.amax(dim, keepdim=True)).exp()\n    return 2 * e / e.sum()",  # and something else
        "e = (x - x.amax(dim, keepdim=True)).exp()\n    return e / e.sum() * (1 + (x.ndim == 2))",
        "return torch.rand(x.shape, dtype=x.dtype)",
        "return x.flatten().tolist()",
        "return {'softmax': x}",
        "raise NotImplementedError",
        "return torch.full_like(x, float('nan'))",
    ],
)
def test_what_no_known_mistake_explains_gets_no_hint(grade, body):
    failed = grade(softmax(body))
    assert failed
    assert set(recognised(failed).values()) == {None}


@pytest.mark.parametrize(
    ("harm", "still"),
    [
        ("def softmax(x, dim=-1):\n    while True: pass", "softmax_over_everything"),
        ("while True: pass", "softmax_over_everything"),
        ("raise ValueError('broken')", "softmax_over_everything"),
        ("import sys\nsys.exit(0)", "softmax_over_everything"),
        ("def softmax(x, dim=-1):\n    return torch.zeros(10**10)", "softmax_over_everything"),
        ("import os\nos._exit(0)", None),
        ("import os\nos.kill(os.getpid(), 9)", None),
    ],
)
def test_a_mistake_that_does_harm_costs_nobody_a_report(grade, course, harm, still):
    path = course / "solutions" / HW / "mistakes" / "a_harmful_one.py"
    path.write_text(f'"""A hint.\n\nQuestion: softmax\nCaught by: test_softmax_agrees\n"""\n{harm}\n')
    failed = grade(softmax(SUMS_EVERYTHING), course)
    assert recognised(failed) == {"test_softmax_agrees": still}


def test_two_mistakes_that_agree_name_neither(grade, course):
    mistakes = course / "solutions" / HW / "mistakes"
    shutil.copy(mistakes / "softmax_over_everything.py", mistakes / "softmax_over_all.py")
    failed = grade(softmax(SUMS_EVERYTHING), course)
    assert recognised(failed) == {"test_softmax_agrees": None}
    assert set(failed["test_softmax_agrees"].explanations) == {"softmax_over_everything", "softmax_over_all"}


def test_what_is_hidden_stays_hidden_in_the_data_as_well(grade, course):
    manifest = course / "assignments" / HW / "assignment.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("[[questions]]", "[feedback]\nreveal_expected = false\n\n[[questions]]", 1))
    failed = grade(softmax("e = (x - x.amax(dim, keepdim=True)).exp()\n    return 3 * e / e.sum()"), course)
    hidden, public = failed["test_softmax_agrees"], failed["test_softmax_of_equal_entries"]
    assert public.evidence
    assert public.evidence.expected is not None
    assert hidden.evidence
    assert hidden.evidence.yours is not None
    assert (hidden.evidence.expected, hidden.evidence.error, hidden.evidence.note) == (None, None, None)
    assert "expected" not in hidden.output
