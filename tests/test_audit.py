"""`autograder audit`: what it hands in, what it finds, and what it shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support import COURSE, change, command

HW = "hw0_torch"
REFERENCE = COURSE / "solutions" / HW / "small.py"
PASSES_ONCE = """import pathlib
    try:
        pathlib.Path(__file__).with_name("was_here").mkdir()
    except FileExistsError:
        raise AssertionError("not the first time") from None
"""  # as a test may that depends on chance, but surely


def audit(course: Path, *only: str) -> dict[str, Any]:
    """Run the real command on the small assignment, and return what it found."""
    out = course.parent / "audit.json"
    options = [word for part in only for word in ("--only", part)]
    done = command("autograder", "--root", course, "audit", HW, "--json", out, *options)
    assert out.exists(), done.stdout + done.stderr
    (found,) = json.loads(out.read_text(encoding="utf-8"))
    assert done.returncode == bool(found["problems"])
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory):
    """The whole audit of an assignment that is as it should be: what it printed, its JSON and its page."""
    folder = tmp_path_factory.mktemp("audit")
    files = [folder / "audit.json", folder / "audit.html"]
    done = command("autograder", "--root", COURSE, "audit", HW, "--json", files[0], "--html", files[1])
    return done, json.loads(files[0].read_text(encoding="utf-8"))[0], files[1]


def test_a_good_assignment_is_clean(whole):
    done, found, _ = whole
    assert done.returncode == 0, done.stdout
    assert found["problems"] == []
    assert found["format"] == 1
    by_name = {one["name"]: one for one in found["submissions"]}
    assert by_name["reference"]["score"] == by_name["logsumexp"]["score"] == 100
    assert by_name["stub"]["score"] == 0
    assert by_name["softmax_overflows"]["failed"] == ["test_softmax_agrees"]
    assert by_name["softmax_overflows"]["recognised"]
    assert len(found["mutants"]) > 10
    assert all(mutant["failed"] for mutant in found["mutants"])
    assert all(test["seconds"] > 0 and test["memory_mb"] > 50 for test in found["tests"])
    for words in ("alternatives", "mistakes", "mutants", "slowest test", "isolation"):
        assert words in done.stdout


def test_a_test_that_catches_nothing_more_is_named(whole):
    _, found, _ = whole
    assert {test["name"] for test in found["tests"] if test["redundant"]} <= {"test_centre_of_two"}


@pytest.mark.banks
@pytest.mark.parametrize(
    ("file", "before", "after", "only", "problem"),
    [
        (
            "solutions/hw0_torch/alternatives/logsumexp.py",
            "x.logsumexp(dim, keepdim=True)",
            "x.logsumexp(-1, keepdim=True) - 1e-3",
            "alternatives/*",
            "alternative logsumexp: fails test_softmax_agrees",
        ),
        (
            "solutions/hw0_torch/mistakes/centre_each_row.py",
            "Caught by: test_centre_agrees",
            "Caught by: test_centre_of_two",
            "mistakes/centre_*",
            "mistake centre_each_row: passes test_centre_of_two, which must catch it",
        ),
        (
            "solutions/hw0_torch/mistakes/centre_each_row.py",
            "Caught by: test_centre_agrees",
            "Caught by: test_centre",
            "mistakes/centre_*",
            "there is no test called test_centre",
        ),
        (
            "assignments/hw0_torch/small.py",
            "raise NotImplementedError(",
            "return torch.full((2,), 0.5) if True else (",
            "mistakes/centre_*",
            "stub stub: gets 20 points",
        ),
        (
            "assignments/hw0_torch/test_small.py",
            "same(submission.centre(",
            f"{PASSES_ONCE}    same(submission.centre(",
            "mistakes/centre_*",
            "reference reference: fails test_centre_of_two",
        ),
    ],
    ids=["alternative", "survivor", "no such test", "stub", "passes once"],
)
def test_what_is_wrong_with_an_assignment_is_found(course, file, before, after, only, problem):
    change(course / file, before, after)
    found = audit(course, only)
    assert any(problem in what for what in found["problems"]), found["problems"]


@pytest.mark.banks
def test_an_exception_of_the_reference_is_shown_with_its_line(course):
    change(course / "solutions" / HW / "small.py", "x - x.mean()", "x - x.average()")
    done = command("autograder", "--root", course, "audit", HW, "--only", "mistakes/centre_*")
    assert done.returncode == 4
    for part in ("test_centre_agrees", "AttributeError", "small.py", "in centre", "x.average()"):
        assert part in done.stderr


def test_a_mistake_that_another_one_explains_as_well_has_no_hint(course):
    mistakes = course / "solutions" / HW / "mistakes"
    shutil.copy(mistakes / "centre_by_median.py", mistakes / "centre_by_middle.py")
    found = audit(course, "mistakes/centre_*")
    said = (
        "its hint is not shown where test_centre_of_two fails; these mistakes give the same answers: centre_by_middle"
    )
    assert f"mistake centre_by_median: {said}" in found["problems"]
    assert any("2 of 3 mistakes would be recognised as another one" in problem for problem in found["problems"])


@pytest.mark.banks
def test_mutants_that_survive_are_shown_unless_they_are_declared(course):
    hidden = course / "solutions" / HW / "hidden" / "test_softmax.py"
    change(hidden, "scales=(1.0, 1e4)", "scales=(1.0,)")  # now nobody notices that the largest entry is subtracted
    found = audit(course, "mutants/*")
    survivors = [mutant for mutant in found["mutants"] if not mutant["failed"]]
    assert {"amin" in mutant["after"] for mutant in survivors} == {True, False}
    assert any("mutants are noticed by no test, more than one in ten" in problem for problem in found["problems"])
    declared = [f"before = '{one['before']}'\nafter = '{one['after']}'\nbecause = 'it cancels'" for one in survivors]
    text = "format = 1\n" + "".join(f"[[equivalent]]\n{one}\n" for one in declared)
    (course / "solutions" / HW / "equivalent_mutants.toml").write_text(text, encoding="utf-8")
    assert audit(course, "mutants/*")["problems"] == []
    change(hidden, "scales=(1.0,)", "scales=(1.0, 1e4)")
    problems = audit(course, "mutants/*")["problems"]
    assert any("is declared equivalent, but test_softmax_agrees notices it" in problem for problem in problems)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "mistakes/nothing"], "--only: nothing matches 'mistakes/nothing'; there are alternatives/NAME"),
        (["--attacks", "/nonexistent"], "--attacks: /nonexistent has no GROUP/NAME.py in it"),
        (["--jobs", "0"], "a number of 1 or more, not '0'"),
        (["--html", "/nonexistent/audit.html"], "/nonexistent/audit.html cannot be written"),
    ],
)
def test_a_command_that_is_wrong_is_explained(options, said):
    done = command("autograder", "--root", COURSE, "audit", HW, *options)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_mistake_file_that_does_not_say_what_it_is_is_named(course):
    path = course / "solutions" / HW / "mistakes" / "centre_each_row.py"
    change(path, "Question: centre\n", "Question: center\n")
    done = command("autograder", "--root", course, "audit", HW)
    assert done.returncode == 2
    assert "centre_each_row.py: there is no question 'center'; there is softmax, centre" in done.stderr
