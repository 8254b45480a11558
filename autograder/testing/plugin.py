"""The pytest plugin: fixtures, the `question` marker, the same inputs for everyone, readable failures.

Test files are the same everywhere; only where `submission` comes from differs. On a student's computer it is the
module that lies beside the test file, in this process. A grader registers a :class:`Subjects` of its own before it
runs pytest.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import types
import warnings
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import hypothesis
import pytest

from autograder.course.assignment import MANIFEST, Assignment, ManifestError
from autograder.sandbox.inside.program import describe
from autograder.sandbox.inside.source_check import find_uses
from autograder.sandbox.protocol import wire
from autograder.testing.evidence import CannotStart, CheckFailed, Evidence, TestStopped
from autograder.testing.messages import render
from autograder.testing.subject import InProcess, Subject, refused_use

SUBJECTS = "autograder-subjects"  # the name under which a grader registers its Subjects
_EXAMPLES = 25  # Hypothesis examples for a test
_SHRINKING_CALLS = 300  # of a test that has failed once, in search of a smaller example


class Subjects(Protocol):
    """Where modules come from."""

    assignment: Assignment
    shrink: bool  # whether to look for a smaller example after a failure

    def submission(self, item: pytest.Item) -> Generator[Subject, None, None]:
        """Yield the student's module, fresh for this test."""

    def reference(self) -> Subject:
        """Return the reference."""


@dataclass(frozen=True)
class Details:
    """What a test says of itself."""

    name: str
    title: str
    question: str
    points: float


def details(item: pytest.Item, assignment: Assignment) -> Details:
    """Read a test's marker and docstring.

    Raises:
        ManifestError: they are missing, or name a question that the manifest does not have.
    """
    where = f"{item.path.name}, {item.name}"
    marks = list(item.iter_markers("question"))
    if len(marks) != 1 or len(marks[0].args) != 1 or set(marks[0].kwargs) != {"points"}:
        raise ManifestError(f'{where}: give it exactly one @question("name", points=...)')
    name, points = marks[0].args[0], marks[0].kwargs["points"]
    known = [q.name for q in assignment.manifest.questions]
    if name not in known:
        raise ManifestError(f"{where}: the manifest has no question {name!r}; it has {', '.join(known)}")
    if not isinstance(points, int | float) or points <= 0:
        raise ManifestError(f"{where}: points must be a number above 0, not {points!r}")
    function = getattr(item, "originalname", item.name)
    if item.name != function or not isinstance(item.parent, pytest.Module):
        raise ManifestError(f"{where}: make it a plain function; Otter knows no parametrized tests and no classes")
    if "submission" not in getattr(item, "fixturenames", ()):
        raise ManifestError(f"{where}: give it the argument `submission`; without it, it tests nobody's code")
    docstring = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip()
    if not docstring:
        raise ManifestError(f"{where}: give it a docstring; its first line is the title that students read")
    return Details(item.name, docstring.splitlines()[0].rstrip("."), name, float(points))


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker; where an assignment is tested, make Hypothesis deterministic and free of files and clocks."""
    config.addinivalue_line("markers", "question(name, points): the question that a test belongs to, and its points")
    if not any((folder / MANIFEST).is_file() for folder in (config.rootpath, config.invocation_params.dir)):
        return  # somebody else's tests
    _ignore_local_constants()
    hypothesis.settings.register_profile(
        "autograder",
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("autograder")
    warnings.filterwarnings("ignore", category=hypothesis.errors.HypothesisWarning)


def _ignore_local_constants() -> None:
    """Keep Hypothesis from mixing constants found in the modules at hand into what it draws.

    Which modules are at hand differs between a student's computer and a grader, and everyone is to get the same inputs.
    There is no public switch; other versions of Hypothesis may not do it, or do it elsewhere.
    """
    try:
        from hypothesis.internal.conjecture import providers
        from hypothesis.internal.constants_ast import Constants
    except ImportError:
        return
    nothing = Constants()
    providers._get_local_constants = lambda: nothing


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give every Hypothesis test the seed that belongs to its name and the assignment's version."""
    function = getattr(item, "obj", None)
    if function is not None and hasattr(function, "hypothesis") and item.get_closest_marker("question"):
        hypothesis.seed(seed_of(_assignment(item), item.name))(function)


def seed_of(assignment: Assignment, test: str) -> int:
    """Return the seed of everything random in a test: the same for everyone, new with each version."""
    identity = f"{assignment.manifest.title} {assignment.manifest.version} {test}"  # not the folder's name
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:4], "little")


@pytest.fixture
def submission(request: pytest.FixtureRequest) -> Generator[Subject, None, None]:
    """The student's module."""
    subjects: Subjects | None = request.config.pluginmanager.get_plugin(SUBJECTS)
    try:
        if subjects is not None:
            yield from subjects.submission(request.node)
        else:
            yield _local_submission(request.node)
    except TestStopped as stopped:
        raise CannotStart(stopped) from None


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Subject:
    """The reference solution; only where it is graded."""
    subjects: Subjects | None = request.config.pluginmanager.get_plugin(SUBJECTS)
    if subjects is None:
        pytest.skip("this test needs the reference solution: run it with `autograder grade`")
    return subjects.reference()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Keep the smallest failure that Hypothesis finds, whatever happens while it looks for a smaller one."""
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    if handle is None or not item.get_closest_marker("question"):  # somebody else's
        return (yield)
    subjects: Subjects | None = item.config.pluginmanager.get_plugin(SUBJECTS)
    search = _Search(handle.inner_test, _SHRINKING_CALLS if subjects is None or subjects.shrink else 0)
    handle.inner_test = search.run
    try:
        return (yield)
    except (pytest.UsageError, KeyboardInterrupt):
        raise
    except BaseException as error:
        if search.smallest is None or (isinstance(error, CheckFailed) and not search.changing):
            raise
        evidence = search.smallest
        if search.changing or isinstance(error, hypothesis.errors.Flaky):
            evidence = replace(evidence, note="Your code gave different answers to the same input.")
        raise TestStopped("failed", evidence) from None
    finally:
        handle.inner_test = search.test


class _Search:
    """Hypothesis' search for a counterexample, watched."""

    def __init__(self, test: Callable[..., None], calls: int) -> None:
        self.test = test
        self.calls_left = calls  # after the first failure
        self.smallest: Evidence | None = None
        self.changing = False  # whether the same input has had different outcomes
        self._outcomes: dict[bytes, object] = {}

    def run(self, *args: object, **kwargs: object) -> None:
        if self.smallest is not None:
            self.calls_left -= 1
            if self.calls_left < 0:
                raise TestStopped("failed", self.smallest)
        try:
            self.test(*args, **kwargs)
        except CheckFailed as failure:
            if self.smallest is None or failure.evidence.size < self.smallest.size:
                self.smallest = failure.evidence
            self._note(kwargs, (failure.evidence.finding, failure.evidence.yours))
            raise
        self._note(kwargs, "passed")

    def _note(self, kwargs: Mapping[str, object], outcome: object) -> None:
        drawn = {name: value for name, value in kwargs.items() if not isinstance(value, Subject)}
        try:
            inputs = wire.encode(drawn)
        except wire.WireError:
            return  # something that cannot be compared
        self.changing |= self._outcomes.setdefault(inputs, outcome) != outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a failed check as its message instead of a traceback, unless `--tb` asks for one."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    if item.config.pluginmanager.has_plugin(SUBJECTS) or not item.get_closest_marker("question"):
        return report  # a grader renders for itself, and other people's tests are none of our business
    error = error.stopped if isinstance(error, CannotStart) else error
    if isinstance(error, CheckFailed | TestStopped) and item.config.getoption("tbstyle", "auto") == "auto":
        assignment = _assignment(item)
        test = details(item, assignment)
        message = render(error.evidence, handout=assignment.manifest.question(test.question).handout)
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
    subjects: Subjects | None = item.config.pluginmanager.get_plugin(SUBJECTS)
    if subjects is not None:
        return subjects.assignment
    folder = item.path.parent
    if not (folder / MANIFEST).is_file():
        raise pytest.UsageError(f"{folder} has no {MANIFEST}: keep the files of the assignment together")
    return Assignment(folder.name, folder, None)


def _local_submission(item: pytest.Item) -> Subject:
    """Import the student's file anew, in this process."""
    assignment = _assignment(item)
    path, name = assignment.stub, assignment.module_name
    if not path.is_file():
        pytest.exit(f"there is no {path.name} beside the tests", returncode=1)
    manifest = assignment.manifest
    graded = [name for question in manifest.questions for name in question.names]
    for use in find_uses(path.read_bytes(), [refused.name for refused in manifest.refused], graded):
        if evidence := refused_use(use, details(item, assignment).question, manifest):
            raise TestStopped("refused", evidence)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None  # it ends in .py
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        failure = describe(error, str(path))
        where = f"{path.name}, line {failure.line}: " if failure.line else f"{path.name}: "
        shown = f"\n    {failure.code}" if failure.code else ""
        # Every test would say the same: say it once.
        pytest.exit(f"{where}{failure.type}: {failure.message}{shown}", returncode=1)
    return InProcess(module)
