"""Scenarios: what travels to a worker with a function of a test, and what does not."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.client import StudentCode
from autograder.sandbox.protocol.scenarios import portable

LIMIT = 3


class Table:
    """A class beside the scenario."""

    factor = 2


def helper(x: float) -> float:
    """A docstring that stays here."""
    return x * LIMIT


def with_much_around_it(module, *args):
    """Uses a helper, a constant, a class, a closure that calls itself, and a lambda."""

    def factorial(n: int) -> int:
        return 1 if n < 2 else n * factorial(n - 1)

    return [module.f(*args), helper(2), Table.factor, factorial(4), (lambda x: x + LIMIT)(1)]


def test_a_scenario_takes_along_what_it_needs_and_no_path(sandbox):
    source = """
import sys
def f():
    frame, seen = sys._getframe(1), []
    while frame:
        seen += [frame.f_code.co_filename, str(frame.f_globals.get("__file__")), str(frame.f_code.co_consts)]
        frame = frame.f_back
    return " ".join(seen)
"""
    with sandbox.worker(StudentCode(source.encode(), "homework", 5, 256), seed=1) as worker:
        worker.load()
        seen, *rest = worker.call(with_much_around_it, (), {})
        again = worker.call(with_much_around_it, (), {})
    assert rest == again[1:] == [6, 2, 24, 4]
    assert "<scenario>" in seen
    assert "test_scenarios" not in seen
    assert "a helper, a constant" not in seen


COMMON = '''"""Secret: of the file."""

from autograder.testing import scenario

START = 3


class Box:
    """Secret: of a class."""

    def __init__(self, number):
        """Secret: of a method."""
        self.number = number

    @property
    def more(self):
        """Secret: of a property."""
        return self.number + START


class LargeBox(Box):
    """Secret: of a class that has another one."""

    def __init__(self):
        super().__init__(10)


def helper(number):
    """Secret: of a helper."""

    def inner():
        """Secret: of a function in it."""
        return number

    return inner() + LargeBox().more + START


@scenario
def shared(student, number):
    """Secret: of a scenario."""
    return helper(number)
'''
TEST_FILE = '''"""Secret: of the test file."""

from common import Box, helper, shared

START = 500


def own(number):
    """Secret: of its own helper."""
    return helper(number) + START + Box(1000).more


def look(student):
    """Secret: of its scenario."""
    return own(1) + shared(student, 10_000)
'''


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Import a test file and the common.py beside it, under the names that they have on Gradescope."""
    folder = tmp_path / "solutions"
    folder.mkdir()
    modules = []
    # There, /autograder is above the hidden tests, and pytest's name for them begins like our package's.
    for name, file, text in (
        ("common", "common.py", COMMON),
        ("autograder.source.course.solutions.test_box", "test_box.py", TEST_FILE),
    ):
        (folder / file).write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, folder / file)
        assert spec is not None
        assert spec.loader is not None
        modules.append(importlib.util.module_from_spec(spec))
        monkeypatch.setitem(sys.modules, name, modules[-1])
        spec.loader.exec_module(modules[-1])
    return modules


def receive(sent: bytes, *args: object) -> bytes:
    """Call what was sent in a process that has nothing else, and return what it prints."""
    call = f"import pickle, sys; print(pickle.loads(sys.stdin.buffer.read())(None, *{args}))"
    return subprocess.run([sys.executable, "-c", call], input=sent, capture_output=True, check=True).stdout


def test_a_scenario_travels_with_what_it_uses_of_the_files_beside_its_own(imported):
    common, tests = imported
    helped = 13 + 3  # LargeBox().more + START, those of common.py
    assert receive(portable(tests.look)) == b"%d\n" % (1 + helped + 500 + 1003 + 10_000 + helped)
    assert receive(portable(common.shared.__wrapped_scenario__), 2) == b"%d\n" % (2 + helped)
    assert common.Box.__doc__ == "Secret: of a class."  # what is sent is a copy
    assert common.Box.__module__ == "common"


def test_no_path_no_name_of_a_file_and_no_docstring_travels_with_a_scenario(imported, tmp_path: Path):
    common, tests = imported
    for sent in (portable(tests.look), portable(common.shared.__wrapped_scenario__)):
        for secret in (b"Secret", b"solutions", b"common", b"test_box", tmp_path.name.encode()):
            assert secret not in sent
