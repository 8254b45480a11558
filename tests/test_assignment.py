"""Manifests: a mistake is named with its file, its key, what is wrong, and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import ROOT, change, command

MANIFEST = (ROOT / "assignments" / "hw2_optimizers" / "assignment.toml").read_text(encoding="utf-8")


@pytest.fixture
def course_of_hw2(tmp_path: Path) -> Path:
    """The course with nothing but hw2 in it; it may be broken."""
    for folder in ("assignments", "solutions"):
        shutil.copytree(ROOT / folder / "hw2_optimizers", tmp_path / folder / "hw2_optimizers")
    return tmp_path


def test_list_shows_questions_and_points():
    done = command("autograder", "list")
    assert done.returncode == 0
    assert "hw2_optimizers" in done.stdout
    assert "   30  adam" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("seconds = 3.0", "seconds = -1", ["seconds", "greater than 0", "-1", "for each test"]),
        ("seconds = 3.0", "secnds = 3.0", ["secnds", "no such key", "seconds, memory_mb"]),
        ("format = 1", "", ["format", "required", "version of this file's format"]),
        ("format = 1", "format = 2", ["format", "1", "2"]),
        ("points = 30", "points = 31", ["points sum to 101", "100"]),
        ('name = "adagrad"', 'name = "sgd"', ["two questions are called 'sgd'"]),
        ('hidden_tests = "after_due_date"', 'hidden_tests = "never"', ["feedback.hidden_tests", "never", "after_due"]),
        ('names = ["Adam"]', "names = []", ["questions[3].names", "'adam'", "at least 1"]),
        ("[feedback]", "[feedback", ["not valid TOML"]),
    ],
)
def test_a_mistake_names_file_key_and_what_is_allowed(course_of_hw2, before, after, said):
    path = course_of_hw2 / "assignments" / "hw2_optimizers" / "assignment.toml"
    assert before in MANIFEST
    path.write_text(MANIFEST.replace(before, after), encoding="utf-8")
    done = command("autograder", "list", cwd=course_of_hw2)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for words in ["assignment.toml", *said]:
        assert words in done.stderr


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('@question("centre", points=20)\n', "", "exactly one @question"),
        ('@question("centre", points=20)', '@question("center", points=20)', "no question 'center'; it has softmax, c"),
        ('@question("centre", points=20)', '@question("centre", points=0)', "above 0"),
        ("test_softmax_of_equal_entries", "test_centre_of_two", "40"),  # one hides the other: its points are missing
        ("test_centre_of_two", "test_centre_agrees", "two tests are called test_centre_agrees"),
        ("import torch", "import torchh", "torchh"),
        ("test_centre_of_two(submission):", "test_centre_of_two():", "give it the argument `submission`"),
        ('"""Two entries are centred around zero."""', '""" """', "give it a docstring"),
        (
            "import torch\n",
            "import pytest, torch\n\n@pytest.fixture(autouse=True)\ndef _x(): 1 / 0\n",
            "ZeroDivision",
        ),
    ],
)
def test_tests_are_checked_against_the_manifest(course, before, after, said):
    change(course / "assignments" / "hw0_torch" / "test_small.py", before, after)
    done = command("autograder", "grade", "hw0_torch", course / "solutions" / "hw0_torch" / "small.py", cwd=course)
    assert done.returncode == 4
    assert said in done.stderr


def test_an_unknown_assignment_is_answered_with_the_known_ones():
    done = command("autograder", "grade", "hw9", "x.py")
    assert done.returncode == 2
    assert "hw9" in done.stderr
    assert "hw2_optimizers" in done.stderr


def test_outside_a_course_the_command_says_where_to_go(tmp_path):
    done = command("autograder", "list", cwd=tmp_path)
    assert done.returncode == 2
    assert "--root" in done.stderr


@pytest.mark.parametrize(("out", "said"), [("file", "is not a folder"), ("file/dist", "cannot be made: Not a dir")])
def test_a_folder_that_cannot_be_had_is_named(tmp_path, out, said):
    (tmp_path / "file").touch()
    done = command("autograder", "build", "hw2_optimizers", "--out", tmp_path / out)
    assert done.returncode == 2
    assert f"--out: {tmp_path / out} {said}" in done.stderr


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("solutions/hw0_torch/small.py", "return e / e.sum", "return 2 * e / e.sum", "fails its own tests"),
        ("assignments/hw0_torch/small.py", "def centre", "def  centre", "autograder sync hw0_torch"),
        ("assignments/hw0_torch/assignment.toml", 'names = ["centre"]', 'names = ["center"]', "grades `center`"),
        (
            "assignments/hw0_torch/assignment.toml",
            '"torch.softmax"',
            '"torch.sofmax"',
            "'torch.sofmax' cannot be found",
        ),
        ("assignments/hw0_torch/assignment.toml", "aten::_soft", "aten::_sof", "no operator 'aten::_sofmax'"),
        ("assignments/hw0_torch/README.md", "## Softmax", "## Soft", "a heading 'Softmax'"),
        ("assignments/hw0_torch/test_small.py", "(submission):", "(submission, reference):", "students have none"),
    ],
)
def test_nothing_is_built_from_an_assignment_that_is_not_ready(course, file, before, after, said):
    change(course / file, before, after)
    for name in ("constraints.txt", "student_template"):
        (course / name).symlink_to(ROOT / name)
    done = command("autograder", "build", "hw0_torch", "--out", course / "dist", cwd=course)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((course / "dist").glob("*.zip"))


def test_a_failing_reference_is_the_graders_fault_not_the_students(course):
    path = course / "solutions" / "hw0_torch" / "small.py"
    submission = shutil.copy(path, course)
    change(path, "x - x.mean()", "x - x.mean() + 1 / 0")
    done = command("autograder", "grade", "hw0_torch", submission, cwd=course)
    assert done.returncode == 4
    assert "ZeroDivisionError" in done.stderr


def test_two_assignments_with_the_same_module_keep_their_own_tests(course_of_hw2):
    from autograder.course.assignment import find_assignment
    from autograder.grading.run import collect_tests

    for folder in ("assignments", "solutions"):
        shutil.copytree(course_of_hw2 / folder / "hw2_optimizers", course_of_hw2 / folder / "hw3_optimizers")
    tests = course_of_hw2 / "assignments" / "hw3_optimizers" / "test_optimizers.py"
    tests.write_text(tests.read_text(encoding="utf-8").replace("test_sgd_plain_step", "test_sgd_renamed"))
    second = {test.name for test in collect_tests(find_assignment(course_of_hw2, "hw3_optimizers"))}
    first = {test.name for test in collect_tests(find_assignment(course_of_hw2, "hw2_optimizers"))}
    assert first - second == {"test_sgd_plain_step"}
    assert second - first == {"test_sgd_renamed"}
