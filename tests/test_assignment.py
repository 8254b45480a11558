"""Manifests: a mistake is named with its file, its key, what is wrong, and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import ROOT, command

MANIFEST = (ROOT / "assignments" / "hw2_optimizers" / "assignment.toml").read_text(encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the course that may be broken."""
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
def test_a_mistake_names_file_key_and_what_is_allowed(course, before, after, said):
    path = course / "assignments" / "hw2_optimizers" / "assignment.toml"
    assert before in MANIFEST
    path.write_text(MANIFEST.replace(before, after), encoding="utf-8")
    done = command("autograder", "list", cwd=course)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for words in ["assignment.toml", *said]:
        assert words in done.stderr


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('@question("sgd", points=2)\ndef test_sgd_plain_step', "def test_sgd_plain_step", "exactly one @question"),
        ('@question("sgd", points=2)', '@question("sdg", points=2)', "no question 'sdg'; it has sgd, adagrad"),
        ('@question("sgd", points=2)', '@question("sgd", points=0)', "above 0"),
        ("test_sgd_zero_grad", "test_sgd_plain_step", "18"),  # one definition hides the other: its points are missing
        ("def test_adam_first_step", "def test_adam_float32", "two tests are called test_adam_float32"),
        ("import torch", "import torchh", "torchh"),
        ("def test_sgd_zero_grad(submission):", "def test_sgd_zero_grad():", "give it the argument `submission`"),
        ('    """SGD\'s zero_grad() clears every gradient."""', '    """ """', "give it a docstring"),
        (
            "def check_zero_grad(",
            "@pytest.fixture(autouse=True)\ndef _x(): 1 / 0\n\n\ndef check_zero_grad(",
            "ZeroDivision",
        ),
    ],
)
def test_tests_are_checked_against_the_manifest(course, before, after, said):
    path = course / "assignments" / "hw2_optimizers" / "test_optimizers.py"
    text = path.read_text(encoding="utf-8")
    assert before in text
    text = text.replace("import torch\n", "import pytest\nimport torch\n", 1) if "fixture" in after else text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    reference = course / "solutions" / "hw2_optimizers" / "optimizers.py"
    done = command("autograder", "grade", "hw2_optimizers", reference, cwd=course)
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


def build(course: Path, hw: str = "hw2_optimizers"):
    """Build the zips of a course that lies elsewhere."""
    for name in ("constraints.txt", "student_template"):
        (course / name).symlink_to(ROOT / name)
    return command("autograder", "build", hw, "--out", course / "dist", cwd=course)


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("solutions/hw2_optimizers/optimizers.py", "p -= self.lr * v", "p += self.lr * v", "fails its own tests"),
        ("assignments/hw2_optimizers/optimizers.py", "class SGD", "class  SGD", "autograder sync hw2_optimizers"),
        ("assignments/hw2_optimizers/assignment.toml", 'names = ["Adam"]', 'names = ["Adm"]', "grades `Adm`"),
        (
            "assignments/hw2_optimizers/assignment.toml",
            'name = "torch.optim"',
            'name = "torch.optin"',
            "no 'torch.optin' here",
        ),
        (
            "assignments/hw2_optimizers/assignment.toml",
            "aten::_fused_adam_",
            "aten::_fused_adan_",
            "no operator 'aten::_fused_adan_'",
        ),
        ("assignments/hw2_optimizers/README.md", "## RMSProp", "## RMS", "a heading 'RMSProp'"),
        (
            "assignments/hw2_optimizers/test_optimizers.py",
            "(submission):",
            "(submission, reference):",
            "students have none",
        ),
    ],
)
def test_nothing_is_built_from_an_assignment_that_is_not_ready(course, file, before, after, said):
    path = course / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    done = build(course)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((course / "dist").glob("*.zip"))


def test_a_failing_reference_is_the_graders_fault_not_the_students(course):
    path = course / "solutions" / "hw2_optimizers" / "optimizers.py"
    text = path.read_text(encoding="utf-8")
    assert "p -= self.lr * v" in text
    path.write_text(text.replace("p -= self.lr * v", "p -= self.lr * v / 0 + 1 / 0"), encoding="utf-8")
    done = command("autograder", "grade", "hw2_optimizers", ROOT / "solutions/hw2_optimizers/optimizers.py", cwd=course)
    assert done.returncode == 4
    assert "ZeroDivisionError" in done.stderr


def test_two_assignments_with_the_same_module_keep_their_own_tests(course):
    from autograder.assignment import find_assignment
    from autograder.grading import collect_tests

    for folder in ("assignments", "solutions"):
        shutil.copytree(course / folder / "hw2_optimizers", course / folder / "hw3_optimizers")
    tests = course / "assignments" / "hw3_optimizers" / "test_optimizers.py"
    tests.write_text(tests.read_text(encoding="utf-8").replace("test_sgd_plain_step", "test_sgd_renamed"))
    second = {test.name for test in collect_tests(find_assignment(course, "hw3_optimizers"))}
    first = {test.name for test in collect_tests(find_assignment(course, "hw2_optimizers"))}
    assert first - second == {"test_sgd_plain_step"}
    assert second - first == {"test_sgd_renamed"}
