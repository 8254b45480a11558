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
    ],
)
def test_tests_are_checked_against_the_manifest(course, before, after, said):
    path = course / "assignments" / "hw2_optimizers" / "test_optimizers.py"
    text = path.read_text(encoding="utf-8")
    assert before in text
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
