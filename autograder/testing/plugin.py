"""The pytest plugin: fixtures, the `question` marker, the same inputs for everyone, readable failures.

Test files are the same everywhere; only where `submission` comes from differs. On a student's computer it is the
module that lies beside the test file, in this process. A grader registers its own :class:`ModuleProvider` before it
runs pytest.
"""

from __future__ import annotations

import types
from collections.abc import Generator
from typing import Any, Protocol

import hypothesis
import pytest

from autograder.course.assignment import Assignment
from autograder.course.manifest import MANIFEST
from autograder.testing.counterexample import smallest_failure
from autograder.testing.details import details
from autograder.testing.evidence import CannotStart, CheckFailed, TestStopped
from autograder.testing.local import local_submission
from autograder.testing.messages import presentable, render
from autograder.testing.modules import TestedModule
from autograder.testing.same_inputs import load_profile, seed_of

PROVIDER = "autograder-provider"  # the name under which a grader registers its ModuleProvider


class ModuleProvider(Protocol):
    """Where the modules that tests run on come from."""

    assignment: Assignment
    shrink: bool  # whether to look for a smaller example after a failure

    def submission(self, item: pytest.Item) -> Generator[TestedModule, None, None]:
        """Yield the student's module, fresh for this test."""

    def reference(self) -> TestedModule:
        """Return the reference."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker; where an assignment is tested, give everyone the same inputs."""
    config.addinivalue_line("markers", "question(name, points): the question that a test belongs to, and its points")
    if not any((folder / MANIFEST).is_file() for folder in (config.rootpath, config.invocation_params.dir)):
        return  # somebody else's tests
    load_profile()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give every Hypothesis test the seed that belongs to its name and the assignment's version."""
    function = getattr(item, "obj", None)
    if function is not None and hasattr(function, "hypothesis") and item.get_closest_marker("question"):
        hypothesis.seed(seed_of(_assignment(item), item.name))(function)


@pytest.fixture
def submission(request: pytest.FixtureRequest) -> Generator[TestedModule, None, None]:
    """The student's module."""
    provider: ModuleProvider | None = request.config.pluginmanager.get_plugin(PROVIDER)
    try:
        if provider is not None:
            yield from provider.submission(request.node)
        else:
            yield local_submission(request.node, _assignment(request.node))
    except TestStopped as stopped:
        raise CannotStart(stopped) from None


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> TestedModule:
    """The reference solution; only where it is graded."""
    provider: ModuleProvider | None = request.config.pluginmanager.get_plugin(PROVIDER)
    if provider is None:
        pytest.skip("this test needs the reference solution: run it with `autograder grade`")
    return provider.reference()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Keep the smallest failure that Hypothesis finds, whatever happens while it looks for a smaller one."""
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    if handle is None or not item.get_closest_marker("question"):  # somebody else's
        return (yield)
    provider: ModuleProvider | None = item.config.pluginmanager.get_plugin(PROVIDER)
    with smallest_failure(handle, shrink=provider is None or provider.shrink):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a failed check as its message instead of a traceback, unless `--tb` asks for one."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    if item.config.pluginmanager.has_plugin(PROVIDER) or not item.get_closest_marker("question"):
        return report  # a grader shows failures itself; a test without a question is not ours
    error = error.stopped if isinstance(error, CannotStart) else error
    if isinstance(error, CheckFailed | TestStopped) and item.config.getoption("tbstyle", "auto") == "auto":
        assignment = _assignment(item)
        test = details(item, assignment)
        handout = assignment.manifest.question(test.question).handout
        message = render(presentable(error.evidence), handout=handout)
        report.longrepr = _Message(None if error.evidence.says_all else test.title, message)  # type: ignore[assignment]
    return report


class _Message:
    """What pytest shows in place of a traceback: `toterminal` in full, `reprcrash` in its summary."""

    def __init__(self, title: str | None, message: str) -> None:
        self._lines = [title, message] if title else [message]
        self.reprcrash = types.SimpleNamespace(message=message.splitlines()[0])

    def __str__(self) -> str:
        return "\n".join(self._lines)

    def toterminal(self, tw: Any) -> None:
        tw.line(str(self))


def _assignment(item: pytest.Item) -> Assignment:
    provider: ModuleProvider | None = item.config.pluginmanager.get_plugin(PROVIDER)
    if provider is not None:
        return provider.assignment
    folder = item.path.parent
    if not (folder / MANIFEST).is_file():
        raise pytest.UsageError(f"{folder} has no {MANIFEST}: keep the files of the assignment together")
    return Assignment(folder.name, folder, None)
