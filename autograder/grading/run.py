"""One submission -> one report. Tests, reference and results live in this process; the student's code never does."""

from __future__ import annotations

import importlib.util
import math
import os
import sys
import time
import traceback
from collections.abc import Callable, Collection, Generator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from autograder.course.assignment import Assignment, ManifestError
from autograder.grading.recognition import Transcript, explanations
from autograder.grading.report import Report, Status, TestResult, make_report
from autograder.grading.sandboxed import Submitted
from autograder.sandbox.client import SandboxError
from autograder.sandbox.host import Sandbox
from autograder.sandbox.protocol.scenarios import ScenarioError
from autograder.submissions.reading import NotGradable, read_submission
from autograder.testing import plugin
from autograder.testing.details import Details, details
from autograder.testing.evidence import CannotStart, CheckFailed, Evidence, TestStopped
from autograder.testing.messages import presentable, render
from autograder.testing.plugin import SUBJECTS
from autograder.testing.same_inputs import seed_of
from autograder.testing.subject import Reference, ReferenceFailed, Subject


class GraderError(RuntimeError):
    """The grader itself failed: a mistake in an assignment's tests, or a sandbox that does not work here."""


def grade(
    assignment: Assignment,
    submission: Path,
    sandbox: Sandbox,
    *,
    on_result: Callable[[TestResult], None] = lambda result: None,
    questions: Collection[str] | None = None,
    explain: bool = True,
) -> Report:
    """Grade one submission.

    Args:
        assignment: with its solutions.
        submission: a .py, an .ipynb, or a folder or zip with one of them.
        sandbox: where its code runs; it may serve one submission after another.
        on_result: called with every test's result as soon as it is known.
        questions: those whose tests are run; None: all. The others' are missing in the report.
        explain: whether to look for the smallest example of each failure, and for the mistake behind it.

    Raises:
        GraderError: nobody can be graded here and now; the message is for the instructor.
    """
    if set(assignment.refused) - set(sandbox.refused):
        raise GraderError(f"{assignment.name} needs a sandbox without {', '.join(assignment.refused)}")
    started = time.monotonic()
    run = _Run(assignment, on_result, questions, explain=explain)
    try:
        run.submitted = Submitted(read_submission(submission, assignment.manifest.module), assignment, sandbox)
        run.submitted.check_import()
    except NotGradable as reason:
        run.not_gradable = str(reason)
    _pytest(assignment, run)
    if run.error:
        raise GraderError(run.error)
    if explain:
        run.recognise_mistakes()
    return make_report(
        assignment,
        run.results,
        run.not_gradable,
        isolation=run.submitted.isolation if run.submitted else (),
        missing=run.submitted.missing if run.submitted else {},
        seconds=round(time.monotonic() - started, 2),
    )


def collect_tests(assignment: Assignment) -> list[TestResult]:
    """Return every test of an assignment, not run, after checking them against the manifest.

    Raises:
        GraderError: a test has no question, a question has no test, or points do not sum up.
    """
    run = _Run(assignment)
    run.not_gradable = "not run"
    _pytest(assignment, run)
    if run.error:
        raise GraderError(run.error)
    return run.results


class _Run:
    """One run of pytest over an assignment's tests: gives them their subjects, and collects what becomes of them."""

    def __init__(
        self,
        assignment: Assignment,
        on_result: Callable[[TestResult], None] = lambda result: None,
        questions: Collection[str] | None = None,
        *,
        explain: bool = True,
    ) -> None:
        self.assignment = assignment
        self.shrink = explain
        self._questions = questions
        self.results: list[TestResult] = []
        self.submitted: Submitted | None = None
        self.not_gradable: str | None = None
        self.error = ""
        self._on_result = on_result
        self._reference: Subject | None = None
        self._failed: tuple[Status, Evidence] | None = None
        self._transcripts: dict[str, Transcript] = {}

    # What the plugin asks for (see plugin.Subjects)

    def submission(self, item: pytest.Item) -> Generator[Subject, None, None]:
        """Yield the submission in a fresh worker."""
        assert self.submitted is not None
        question = details(item, self.assignment).question
        with self.submitted.fresh(question, seed_of(self.assignment, item.name)) as subject:
            yield subject

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
            if self._questions is not None:
                items[:] = [item for item, test in zip(items, found, strict=True) if test.question in self._questions]
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
        self._add(item, "not_run", None)
        return True

    def pytest_runtest_logstart(self) -> None:
        """Forget the test before."""
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
            self._add(item, *(self._failed or ("passed", None)))
        return report

    def _explain(self, item: pytest.Item, error: BaseException | None, when: str) -> tuple[Status, Evidence]:
        error = error.stopped if isinstance(error, CannotStart) else error
        if isinstance(error, TestStopped):
            return error.kind, error.evidence
        if isinstance(error, CheckFailed):
            return "failed", error.evidence
        if isinstance(error, AssertionError):  # a plain assert; its text is the instructor's
            return "failed", Evidence(str(error).split("\n")[0] or "This does not hold.")
        if when != "call" or isinstance(error, SandboxError | ScenarioError | ReferenceFailed):
            raised = error.__cause__ if isinstance(error, ReferenceFailed) else error  # in the reference's own lines
            where = "".join(traceback.format_tb(raised.__traceback__)[-3:]) if raised else ""
            shown = f"{type(error).__name__}: {error}" if error else "skipped, or expected to fail"
            self.error = self.error or f"{item.path.name}, {item.name}: {shown}\n{where}".rstrip()
        # Whatever else a test ends with, a skip included, is not a pass. What it says may name hidden things.
        return "failed", Evidence(f"Your result could not be checked ({type(error).__name__}).", says_all=True)

    def _is_public(self, item: pytest.Item) -> bool:
        return item.path == self.assignment.public_tests.resolve()

    def _add(self, item: pytest.Item, status: Status, evidence: Evidence | None) -> None:
        info = details(item, self.assignment)
        if self.submitted and self.submitted.transcript:
            self._transcripts[info.name] = self.submitted.transcript
        if evidence:
            printed = self.submitted.printed if self.submitted else None
            reveal = self._is_public(item) or self.assignment.manifest.feedback.reveal_expected
            evidence = presentable(replace(evidence, printed=printed), reveal=reveal)
        result = TestResult(
            name=info.name,
            title=info.title,
            question=info.question,
            score=info.points if status == "passed" else 0.0,
            max_score=info.points,
            status=status,
            visibility="visible" if self._is_public(item) else self.assignment.manifest.feedback.hidden_tests,
            output=self._message(info.question, status, evidence) if evidence else "",
            evidence=evidence,
            measured=_measured(item),
            seconds=round(self.submitted.seconds, 3) if self.submitted else 0.0,
            memory_mb=self.submitted.memory_mb if self.submitted else 0,
        )
        self.results.append(result)
        self._on_result(result)

    def _message(self, question: str, status: Status, evidence: Evidence, hint: str | None = None) -> str:
        # That the process ended, or that a name is refused, is not explained in the handout.
        handout = self.assignment.manifest.question(question).handout if status == "failed" else None
        return render(evidence, handout=handout, hint=hint)

    def recognise_mistakes(self) -> None:
        """Add the hint to every failure that looks like exactly one known mistake."""
        failed = {test.name: test for test in self.results if test.status == "failed"}
        failed = {name: test for name, test in failed.items() if name in self._transcripts}
        for name, found in explanations(self.assignment, self._transcripts, list(failed)).items():
            test = failed[name]
            update: dict[str, object] = {"explanations": tuple(mistake.name for mistake in found)}
            if len(found) == 1 and test.evidence:
                update["mistake"] = found[0].name
                update["output"] = self._message(test.question, test.status, test.evidence, found[0].hint)
            self.results[self.results.index(test)] = test.model_copy(update=update)


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


def _measured(item: pytest.Item) -> dict[str, float]:
    """Return the numbers that a test noted; the trusted side computes them, a submission cannot."""
    numbers = {str(name): value for name, value in item.user_properties if isinstance(value, int | float)}
    return {name: float(value) for name, value in numbers.items() if math.isfinite(value)}


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
