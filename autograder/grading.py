"""One submission -> one report. Tests, reference and results live in this process; the student's code never does."""

from __future__ import annotations

import dataclasses
import importlib.util
import math
import os
import sys
import time
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Literal

import pytest

from autograder.assignment import Assignment, ManifestError
from autograder.feedback.text import clean, clean_line, render
from autograder.report import Report, Status, TestResult, make_report
from autograder.sandbox import wire
from autograder.sandbox.client import Program, Sandbox, SandboxError, Worker, WorkerLost
from autograder.sandbox.program import Failure
from autograder.sandbox.scenarios import ScenarioError
from autograder.submission import NotGradable, read_submission
from autograder.testing import plugin
from autograder.testing.evidence import CheckFailed, Evidence, TestStopped
from autograder.testing.plugin import SUBJECTS, Details, details
from autograder.testing.subject import Reference, ReferenceFailed, Subject, student_error

_PATIENCE = 25.0  # seconds of a student's code in all tests together; a correct submission needs one or two
_SLOW_IMPORT = 2.0  # seconds that merely importing the submission may take in each test without being counted
_SHORTER = 8  # the share of the limit that is left when it is used up, or in a question whose test ran out of time


class GraderError(RuntimeError):
    """The grader itself failed: a mistake in an assignment's tests, or a sandbox that does not work here."""


def grade(
    assignment: Assignment,
    submission: Path,
    sandbox: Sandbox,
    *,
    on_result: Callable[[TestResult], None] = lambda result: None,
) -> Report:
    """Grade one submission.

    Args:
        assignment: with its solutions.
        submission: a .py, an .ipynb, or a folder or zip with one of them.
        sandbox: where its code runs; it may serve one submission after another.
        on_result: called with every test's result as soon as it is known.

    Raises:
        GraderError: nobody can be graded here and now; the message is for the instructor.
    """
    started = time.monotonic()
    run = _Run(assignment, on_result)
    try:
        run.begin(read_submission(submission, assignment.manifest.module), sandbox)
    except NotGradable as reason:
        run.not_gradable = str(reason)
    _pytest(assignment, run)
    if run.error:
        raise GraderError(run.error)
    return make_report(assignment, run.results, run.not_gradable, run.isolation, round(time.monotonic() - started, 2))


def collect_tests(assignment: Assignment) -> list[TestResult]:
    """Return every test of an assignment, not run, after checking them against the manifest.

    Raises:
        GraderError: a test has no question, a question has no test, or points do not sum up.
    """
    run = _Run(assignment, lambda result: None)
    run.not_gradable = "not run"
    _pytest(assignment, run)
    if run.error:
        raise GraderError(run.error)
    return run.results


class Sandboxed(Subject):
    """A student's module in a worker."""

    def __init__(self, worker: Worker, module_name: str) -> None:
        self._worker = worker
        self._module_name = module_name

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See :meth:`Subject.run`."""
        try:
            result = self._worker.call(function, args, kwargs)
        except WorkerLost as lost:
            raise TestStopped(lost.kind, Evidence(_capital(str(lost)))) from None
        if isinstance(result, Failure):
            raise student_error(result, self._module_name)
        return result


class _CannotStart(Exception):
    """A test whose submission cannot be set up; `kind` is the status that it gets."""

    def __init__(self, kind: Literal["failed", "timeout", "crashed"], evidence: Evidence) -> None:
        super().__init__(evidence.finding)
        self.kind: Literal["failed", "timeout", "crashed"] = kind
        self.evidence = evidence


class _Run:
    """One run of pytest over an assignment's tests: gives them their subjects, and collects what becomes of them."""

    def __init__(self, assignment: Assignment, on_result: Callable[[TestResult], None]) -> None:
        self.assignment = assignment
        self.results: list[TestResult] = []
        self.isolation: tuple[str, ...] = ()
        self.not_gradable: str | None = None
        self.error = ""
        self._on_result = on_result
        self._program: Program | None = None
        self._sandbox: Sandbox | None = None
        self._lost: WorkerLost | None = None  # what the submission does when it is merely imported
        self._out_of_time: set[str] = set()  # questions
        self._waited = 0.0  # seconds, for the student's code
        self._import_seconds = 0.0
        self._reference: Subject | None = None
        self._printed = ""
        self._failed: tuple[Status, str] | None = None

    def begin(self, source: bytes, sandbox: Sandbox) -> None:
        """Import the submission once, in a worker of its own, to see whether it can be graded at all.

        Raises:
            NotGradable: it cannot.
        """
        manifest = self.assignment.manifest
        self._sandbox = sandbox
        self._program = Program(
            source=source,
            module=self.assignment.module_name,
            refused={refused.name: refused.because for refused in manifest.refused},
            seconds=manifest.seconds,
            memory_mb=manifest.memory_mb,
        )
        with sandbox.worker(self._program, seed=0) as worker:
            self.isolation = tuple(worker.isolation)
            try:
                loaded = worker.load()
            except WorkerLost as lost:
                self._lost = WorkerLost(lost.kind, f"while your file was imported, {lost}")
                return
            took = self._program.seconds - worker.seconds_left
            if 0.25 < took <= _SLOW_IMPORT:  # a heavy library, say, is no crime
                self._import_seconds = math.ceil(2 * took) / 2  # coarse, so that messages with limits stay the same
        if isinstance(loaded, Failure):
            raise NotGradable(_explain_import(loaded, manifest.module))
        wanted = [name for question in manifest.questions for name in question.names]
        if not set(wanted) & set(loaded):
            raise NotGradable(
                f"The file defines none of {', '.join(wanted)}. Is it the right one? Hand in your {manifest.module}."
            )

    # What the plugin asks for (see plugin.Subjects)

    def submission(self, item: pytest.Item) -> Generator[Subject, None, None]:
        """Yield the submission in a fresh worker."""
        assert self._sandbox is not None
        assert self._program is not None
        if self._lost is not None:
            raise _CannotStart(self._lost.kind, Evidence(_capital(str(self._lost))))
        question = details(item, self.assignment).question
        program = self._program
        seconds = program.seconds
        if question in self._out_of_time or self._waited > _PATIENCE:
            seconds /= _SHORTER
        program = dataclasses.replace(program, seconds=seconds + 2 * self._import_seconds)
        worker = self._sandbox.worker(program, plugin.seed_of(self.assignment, item.name))
        try:
            loaded = worker.load()
            if isinstance(loaded, Failure):  # though it could be imported a moment ago
                raise _CannotStart("failed", student_error(loaded, self.assignment.module_name).evidence)
            yield Sandboxed(worker, self.assignment.module_name)
        except WorkerLost as lost:
            raise _CannotStart(lost.kind, Evidence(_capital(str(lost)))) from None
        finally:
            worker.close()
            self._waited += max(0.0, program.seconds - worker.seconds_left - self._import_seconds)
            self._printed = worker.printed

    def reference(self) -> Subject:
        """Return the reference, imported once, in this process."""
        if self._reference is None:
            path = self.assignment.reference
            spec = importlib.util.spec_from_file_location(f"reference_{self.assignment.name}", path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            self._reference = Reference(module)
        return self._reference

    # pytest's hooks

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Check the tests against the manifest."""
        if self.error:  # a file could not be imported: the rest does not tell us more
            items.clear()
            return
        try:
            found = [details(item, self.assignment) for item in items]
            _check_against_manifest(found, self.assignment)
        except ManifestError as error:
            self.error = f"{self.assignment.name}: {error}"
            items.clear()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a test file that cannot be imported."""
        if report.failed:
            self.error = self.error or f"a test file cannot be used:\n{report.longreprtext}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Where nothing can be run, note the test as not run."""
        if self.not_gradable is None:
            return None
        self._add(item, "not_run", "")
        return True

    def pytest_runtest_logstart(self) -> None:
        """Forget the test before."""
        self._printed = ""
        self._failed = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note the outcome; after the last phase, make it the test's result."""
        report = yield
        error = call.excinfo.value if call.excinfo else None
        if self._failed is None and (error is not None or report.outcome != "passed" or hasattr(report, "wasxfail")):
            self._failed = self._explain(item, error, call.when)
        if call.when == "teardown":
            status, message = self._failed or ("passed", "")
            self._add(item, status, message)
        return report

    def _explain(self, item: pytest.Item, error: BaseException | None, when: str) -> tuple[Status, str]:
        info = details(item, self.assignment)
        handout = self.assignment.question(info.question).handout
        reveal = self._is_public(item) or self.assignment.manifest.feedback.reveal_expected
        if isinstance(error, TestStopped | _CannotStart):
            if error.kind == "timeout":
                self._out_of_time.add(info.question)
            status: Status = error.kind
            return status, render(error.evidence, handout=None if status != "failed" else handout, reveal=reveal)
        if isinstance(error, CheckFailed):
            return "failed", render(error.evidence, handout=handout, reveal=reveal)
        if isinstance(error, AssertionError):  # a plain assert; its text is the instructor's
            return "failed", render(Evidence(str(error).split("\n")[0] or "This does not hold."), handout=handout)
        if when != "call" or isinstance(error, SandboxError | ScenarioError | ReferenceFailed | wire.WireError):
            where = "".join(traceback.format_tb(error.__traceback__)[-3:]) if error else ""
            shown = f"{type(error).__name__}: {error}" if error else "skipped, or expected to fail"
            self.error = self.error or f"{item.path.name}, {item.name}: {shown}\n{where}".rstrip()
        # Whatever else a test ends with, a skip included, is not a pass. What it says may name hidden things.
        return "failed", f"Your result could not be checked ({clean_line(type(error).__name__)})."

    def _is_public(self, item: pytest.Item) -> bool:
        return item.path == self.assignment.public_tests.resolve()

    def _add(self, item: pytest.Item, status: Status, message: str) -> None:
        info = details(item, self.assignment)
        if status != "passed" and self._printed.strip():
            message += f"\nYour code printed:\n{clean(self._printed, 2_000).rstrip()}"
        result = TestResult(
            name=info.name,
            title=info.title,
            question=info.question,
            score=info.points if status == "passed" else 0.0,
            max_score=info.points,
            status=status,
            visibility="visible" if self._is_public(item) else self.assignment.manifest.feedback.hidden_tests,
            output=message,
        )
        self.results.append(result)
        self._on_result(result)


def _pytest(assignment: Assignment, run: _Run) -> None:
    """Run the assignment's tests in this process, by pytest, with nothing but our plugin."""
    files = [str(path.resolve()) for path in (assignment.public_tests, assignment.hidden_tests)]
    options = ["--import-mode=importlib", "--assert=plain", "--noconftest", "--strict-markers"]
    options += ["-c", os.devnull, "--rootdir", str(assignment.public.resolve()), "--capture=sys"]
    options += ["-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:unraisableexception", "-p", plugin.__name__]
    missing = [file for file in files if not Path(file).is_file()]
    if missing:
        raise GraderError(f"{assignment.name}: there is no {' and no '.join(missing)}")
    before = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        code = pytest.main([*options, *files], plugins=[_Named(run)])
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update({name: value for name, value in before.items() if value is not None})
        for name in [n for n, module in sys.modules.items() if getattr(module, "__file__", None) in files]:
            del sys.modules[name]  # another assignment's tests may have the same name
    if code == pytest.ExitCode.INTERRUPTED and not run.error:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not run.error:
        run.error = f"{assignment.name}: pytest ended with {code!r}"


class _Named:
    """Registers a run under the name by which the plugin finds it, and keeps pytest from rendering tracebacks."""

    def __init__(self, run: _Run) -> None:
        self._run = run

    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(self._run, SUBJECTS)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Make a report without a traceback: nobody reads it, and rendering it costs more than the test."""
        outcome: Literal["passed", "failed"] = "failed" if call.excinfo else "passed"
        assert call.when != "collect"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)


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


def _explain_import(failure: Failure, module: str) -> str:
    where = f"{module}, line {failure.line}" if failure.line else module
    shown = f" (`{clean_line(failure.code)}`)" if failure.code else ""
    if failure.type in ("SyntaxError", "IndentationError", "TabError"):
        return f"{where}: {clean_line(failure.message)}{shown}. Python cannot read the file; fix this first."
    if failure.type == "ModuleNotFoundError":
        only = f"Only {module} is graded, with torch, numpy and gymnasium."
        return f"{where}: {clean_line(failure.message)}{shown}. {only}"
    return (
        f"{where}: {clean_line(failure.type)}: {clean_line(failure.message)}{shown}. "
        "The file must import without an error before anything can be graded."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
