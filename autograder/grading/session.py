"""An assignment's tests, collected by pytest once, and run as often as anybody likes.

pytest starts, collects and ends as always. In between, its loop over the tests is ours: it runs a test whenever it is
asked for, on whatever submission is due, in the way of plugins that run failed tests again.
"""

from __future__ import annotations

import importlib.util
import math
import os
import sys
import traceback
import types
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, Protocol, TypeVar

import pytest

from autograder.course.assignment import Assignment
from autograder.course.manifest import ManifestError
from autograder.grading.report import Status
from autograder.sandbox.client import SandboxError
from autograder.sandbox.protocol.scenarios import ScenarioError
from autograder.testing import plugin
from autograder.testing.details import Details, details
from autograder.testing.evidence import CannotStart, CheckFailed, Evidence, TestStopped
from autograder.testing.modules import ReferenceFailed, ReferenceModule, TestedModule
from autograder.testing.plugin import PROVIDER

_Result = TypeVar("_Result")


class GraderError(RuntimeError):
    """The grader itself failed: a mistake in an assignment's tests, or a sandbox that does not work here."""


@dataclass(frozen=True)
class CollectedTest:
    """One test of an assignment, as pytest has found it."""

    item: pytest.Item
    details: Details
    public: bool

    @property
    def name(self) -> str:
        """The name of the test function."""
        return self.details.name

    @property
    def question(self) -> str:
        """The question that it belongs to."""
        return self.details.question


@dataclass(frozen=True)
class Outcome:
    """What became of a test that was run."""

    status: Status
    evidence: Evidence | None
    measured: dict[str, float]  # what it noted by pytest's record_property


class Candidate(Protocol):
    """What is due to be tested."""

    shrink: bool  # whether to look for a smaller example after a failure

    def submission(self, test: CollectedTest) -> Generator[TestedModule, None, None]:
        """Yield its module, fresh for this test."""


def with_tests(assignment: Assignment, use: Callable[[Tests], _Result]) -> _Result:
    """Collect an assignment's tests, and return what `use` makes of them.

    Raises:
        GraderError: they cannot be collected, or do not fit the manifest. The message is for the instructor.
    """
    files = [str(path.resolve()) for path in _test_files(assignment)]
    options = ["--import-mode=importlib", "--assert=plain", "--noconftest", "--strict-markers"]
    options += ["-c", os.devnull, "--rootdir", str(assignment.public.resolve()), "--capture=sys"]
    options += ["-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:unraisableexception", "-p", plugin.__name__]
    loop = _Loop(Tests(assignment), use)
    with _own_environment(), _own_modules(assignment):
        code = pytest.main([*options, *files], plugins=[loop])
    if loop.error is not None:
        raise loop.error
    if not loop.results:
        if code == pytest.ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        raise GraderError(f"{assignment.name}: pytest ended with {code!r}")
    return loop.results[0]


def _test_files(assignment: Assignment) -> list[Path]:
    """Return the files with tests, in the order in which a report shows them."""
    public, hidden = assignment.public_tests, assignment.hidden_tests
    for kind, files, folder in (("public", public, assignment.public), ("hidden", hidden, assignment.hidden)):
        if not files:
            raise GraderError(f"{assignment.name} has no {kind} tests: there is no test_*.py in {folder}")
    return [*public, *hidden]


@contextmanager
def _own_environment() -> Iterator[None]:
    """Hide the user's own pytest options and plugins from our pytest: they could change an outcome."""
    names = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(before)


@contextmanager
def _own_modules(assignment: Assignment) -> Iterator[None]:
    """Let test files import what lies in the hidden folder, and forget afterwards what was imported from our files.

    Another assignment may have a common.py too, or test files with the same names. Its tests may run after these, or
    even while these are in use.
    """
    hidden = assignment.hidden.resolve()
    files = {str(path.resolve()) for path in (*assignment.public_tests, *assignment.hidden_files)}
    names = {Path(file).stem for file in files}

    def take_out() -> dict[str, types.ModuleType]:
        modules = list(sys.modules.items())
        ours = [name for name, module in modules if name in names or getattr(module, "__file__", None) in files]
        return {name: sys.modules.pop(name) for name in ours}

    modules_before, path_before = take_out(), list(sys.path)
    sys.path.insert(0, str(hidden))
    try:
        yield
    finally:
        sys.path[:] = path_before
        take_out()
        sys.modules.update(modules_before)


class Tests:
    """The tests of an assignment, in their order, ready to be run; a `plugin.ModuleProvider` for pytest."""

    __test__ = False  # not a test class, whatever its name

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.collected: list[CollectedTest] = []
        self._candidate: Candidate | None = None
        self._reference: TestedModule | None = None
        self._failed: tuple[Status, Evidence] | None = None
        self._error = ""  # of the grader, while a test was run

    def __iter__(self) -> Generator[CollectedTest, None, None]:
        yield from self.collected

    def run(self, test: CollectedTest, candidate: Candidate) -> Outcome:
        """Run one test.

        Raises:
            GraderError: it has failed in a way that no submission can cause.
        """
        self._candidate, self._failed = candidate, None
        item = test.item
        item.user_properties.clear()
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        finally:
            self._candidate = None
        if self._error:
            raise GraderError(self._error)
        measured = _numbers(item.user_properties)
        return Outcome(*self._failed, measured) if self._failed else Outcome("passed", None, measured)

    # What the plugin asks for (see plugin.ModuleProvider)

    @property
    def shrink(self) -> bool:
        """Whether to look for a smaller example after a failure."""
        return self._candidate is not None and self._candidate.shrink

    def submission(self, item: pytest.Item) -> Generator[TestedModule, None, None]:
        """Yield the module of the candidate."""
        assert self._candidate is not None
        yield from self._candidate.submission(next(test for test in self.collected if test.item is item))

    def reference(self) -> TestedModule:
        """Return the reference, imported once, in this process."""
        if self._reference is None:
            path = self.assignment.reference
            spec = importlib.util.spec_from_file_location(f"reference_{self.assignment.name}", path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            self._reference = ReferenceModule(module)
        return self._reference

    # pytest's hooks

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note the first thing that went wrong in a test."""
        report = yield
        error = call.excinfo.value if call.excinfo else None
        if self._failed is None and (error is not None or report.outcome != "passed" or hasattr(report, "wasxfail")):
            self._failed = failure(error) or self._unexpected(item, error, call.when)
        return report

    def _unexpected(self, item: pytest.Item, error: BaseException | None, when: str) -> tuple[Status, Evidence]:
        if when != "call" or isinstance(error, SandboxError | ScenarioError | ReferenceFailed):
            raised = error.__cause__ if isinstance(error, ReferenceFailed) else error  # in the reference's own lines
            where = "".join(traceback.format_tb(raised.__traceback__)[-3:]) if raised else ""
            shown = f"{type(error).__name__}: {error}" if error else "skipped, or expected to fail"
            self._error = self._error or f"{item.path.name}, {item.name}: {shown}\n{where}".rstrip()
        # Any other end of a test, such as a skip, is not a pass. Its text may name hidden things, so it is not shown.
        finding = f"Your result could not be checked ({type(error).__name__}). Does it have the right type and shape?"
        return "failed", Evidence(finding, says_all=True)


def failure(error: BaseException | None) -> tuple[Status, Evidence] | None:
    """Return status and evidence of a test that ended with this exception; None if it should not end that way."""
    error = error.stopped if isinstance(error, CannotStart) else error
    if isinstance(error, TestStopped):
        return error.kind, error.evidence
    if isinstance(error, CheckFailed):
        return "failed", error.evidence
    if isinstance(error, AssertionError):  # a plain assert; its text is the instructor's
        return "failed", Evidence(str(error).split("\n")[0] or "This does not hold.")
    return None


class _Loop(Generic[_Result]):
    """pytest's loop over the tests, which runs none by itself, and its collection, checked against the manifest."""

    def __init__(self, tests: Tests, use: Callable[[Tests], _Result]) -> None:
        self._tests = tests
        self._use = use
        self.results: list[_Result] = []
        self.error: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the tests under the name by which the plugin finds them."""
        config.pluginmanager.register(self._tests, PROVIDER)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a test file that cannot be imported; the rest does not tell us more."""
        if report.failed and self.error is None:
            self.error = GraderError(f"a test file cannot be used:\n{report.longreprtext}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Check the tests against the manifest."""
        assignment = self._tests.assignment
        public = assignment.public.resolve()
        try:
            found = [CollectedTest(item, details(item, assignment), item.path.parent == public) for item in items]
            _check_against_manifest([test.details for test in found], assignment)
        except ManifestError as error:
            self.error = self.error or GraderError(f"{assignment.name}: {error}")
        else:
            self._tests.collected = found

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool:
        """Hand the tests over."""
        if self.error is None:
            try:
                self.results.append(self._use(self._tests))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                self.error = error  # pytest would make text of it
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Make a report without a traceback: nobody reads it, and rendering it costs more than the test."""
        outcome: Literal["passed", "failed"] = "failed" if call.excinfo else "passed"
        assert call.when != "collect"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)


def _numbers(properties: Sequence[tuple[str, object]]) -> dict[str, float]:
    """Return the numbers that a test noted; the trusted side computes them, a submission cannot."""
    numbers = {str(name): float(value) for name, value in properties if isinstance(value, int | float)}
    return {name: value for name, value in numbers.items() if math.isfinite(value)}


def _check_against_manifest(found: list[Details], assignment: Assignment) -> None:
    names = [test.name for test in found]
    for name in names:
        if names.count(name) > 1:
            raise ManifestError(f"two tests are called {name}; names must differ across public and hidden tests")
    for question in assignment.manifest.questions:
        points = math.fsum(test.points for test in found if test.question == question.name)
        if not math.isclose(points, question.points):
            raise ManifestError(
                f"question {question.name!r} has {question.points:g} points in the manifest, "
                f"and its tests sum to {points:g}"
            )
