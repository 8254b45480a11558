"""A submission in the sandbox: imported once to see whether it can be graded at all, then anew for every test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from autograder.course.assignment import Assignment
from autograder.course.manifest import Manifest
from autograder.grading.transcripts import Transcript
from autograder.sandbox.client import StudentCode, Worker, WorkerLost
from autograder.sandbox.host import Sandbox
from autograder.sandbox.inside.loading import Failure
from autograder.sandbox.inside.refusal import sentence
from autograder.sandbox.inside.source_check import Use
from autograder.sandbox.protocol import proxies
from autograder.submissions.source import NotGradable
from autograder.testing.advice import advice
from autograder.testing.evidence import Evidence, TestStopped
from autograder.testing.modules import TestedModule, refused_use, student_error
from autograder.testing.same_inputs import seed_of
from autograder.text import clean_line

_LOAD_SECONDS = 10.0  # to import the file, in each test: some libraries take seconds
_SHORTER = 8  # the share of the limit that is left in a question whose test ran out of time


class SandboxedSubmission:
    """One student's source, and how much of the graders' time it has had.

    Attributes:
        isolation: the layers that held when it ran.
        missing: the others, with the reason.
        printed: what it printed in the last test.
        seconds: how long the last test waited for it.
        memory_mb: the largest resident size of its process in the last test.
        transcript: what it was asked in the last test, and what it answered.
    """

    def __init__(self, source: bytes, assignment: Assignment, sandbox: Sandbox, seconds: float | None = None) -> None:
        """Prepare; nothing is run yet. For `seconds` see `run.grade`."""
        manifest = assignment.manifest
        self.isolation: tuple[str, ...] = ()
        self.missing: dict[str, str] = {}
        self.printed, self.seconds, self.memory_mb = "", 0.0, 0
        self.transcript: Transcript | None = None
        self._sandbox = sandbox
        self._manifest = manifest
        self._module = assignment.module_name
        self._code = StudentCode(
            source=source,
            module=assignment.module_name,
            seconds=seconds or manifest.seconds,
            memory_mb=manifest.memory_mb,
            disk_mb=manifest.disk_mb,
            load_seconds=max(manifest.seconds, min(_LOAD_SECONDS, manifest.total_seconds / 4)),
        )
        self._seconds_left = manifest.total_seconds
        self._out_of_time: set[str] = set()  # questions
        self._first_seed = seed_of(assignment, "import")  # nothing that tells it from the others
        self._uses: list[Use] = []  # of refused names, in the source
        self._broken: WorkerLost | None = None  # what it does when it is merely imported

    def check_import(self) -> None:
        """Import it in a worker of its own.

        Raises:
            NotGradable: nothing in the file can be graded. If the import hangs or crashes, nothing is raised here:
                the tests report it.
        """
        manifest = self._manifest
        wanted = [name for question in manifest.questions for name in question.names]
        with self._sandbox.worker(self._code_for(None), self._first_seed) as worker:
            self.isolation, self.missing = tuple(worker.isolation), worker.missing
            try:
                self._uses = worker.inspect([refused.name for refused in manifest.refused], wanted)
                loaded = worker.load()
            except WorkerLost as lost:
                self._broken = lost
                return
            finally:
                self._seconds_left -= worker.waited
        if isinstance(loaded, Failure):
            raise NotGradable(_explain_import(loaded, manifest.module))
        if not set(wanted) & set(loaded):
            missing = f"does not define {wanted[0]}" if len(wanted) == 1 else f"defines none of {', '.join(wanted)}"
            raise NotGradable(f"The file {missing}. Is it the right one? Hand in your {manifest.module}.")

    @contextmanager
    def fresh(self, question: str, seed: int) -> Iterator[TestedModule]:
        """Yield the module in a fresh worker, for one test of `question`.

        Raises:
            TestStopped: it cannot be imported this time, or its time for all tests together is used up.
        """
        self.printed, self.seconds, self.memory_mb, self.transcript = "", 0.0, 0, None
        if self._broken is not None:
            raise self._import_stopped(self._broken)
        if self._seconds_left <= 0:
            finding = f"Not run: the {self._manifest.total_seconds:g} s for all tests together are used up."
            raise TestStopped("timeout", Evidence(finding, note="Your code is too slow, or waits for something."))
        for use in self._uses:
            if evidence := refused_use(use, question, self._manifest):
                raise TestStopped("refused", evidence)
        with self.worker(question, seed) as worker:
            try:
                loaded = worker.load()
            except WorkerLost as lost:
                self._broken = lost
                raise self._import_stopped(lost) from None
            if isinstance(loaded, Failure):  # though it could be imported a moment ago
                raise TestStopped("failed", student_error(loaded, self._module).evidence)
            self.transcript = Transcript(seed, question)
            yield SandboxedModule(worker, self._manifest, self.transcript, lambda lost: self._stopped(lost, question))

    @property
    def is_broken(self) -> bool:
        """Whether it has ended its worker, or hung, while it was imported; every later test says so."""
        return self._broken is not None

    @property
    def is_slow(self) -> bool:
        """Whether it has used up so much of its time that the rest may not be enough for all tests."""
        return self._seconds_left < self._manifest.total_seconds / 2

    @contextmanager
    def worker(self, question: str, seed: int | None = None) -> Iterator[Worker]:
        """Yield a worker for tests of `question` that has not loaded the submission yet, and note what it cost."""
        share = _SHORTER if question in self._out_of_time else 1
        seed = self._first_seed if seed is None else seed
        worker = self._sandbox.worker(self._code_for(question), seed, seconds=self._code.seconds / share)
        try:
            yield worker
        finally:
            worker.close()
            self._seconds_left -= worker.waited
            self.printed, self.seconds, self.memory_mb = worker.printed, worker.waited, worker.memory_mb

    def can_be_played(self, question: str) -> bool:
        """Return whether the tests of `question` can be more than what `fresh` raises."""
        if self._broken is not None or self._seconds_left <= 0:
            return False
        return not any(refused_use(use, question, self._manifest) for use in self._uses)

    def _code_for(self, question: str | None) -> StudentCode:
        """Return what a worker loads for a test of `question`; None: for all of them."""
        refused = [r for r in self._manifest.refused if not r.questions or (question and r.applies_to(question))]
        return replace(
            self._code,
            refused={r.name: r.because for r in refused},
            operators={operator: sentence(r.name, r.because) for r in refused for operator in r.operators},
        )

    def _import_stopped(self, lost: WorkerLost) -> TestStopped:
        move = f"Training, plots and the like belong {_UNDER_MAIN}." if lost.kind == "timeout" else None
        return TestStopped(lost.kind, Evidence(f"While your file was imported, {lost}.", note=move))

    def _stopped(self, lost: WorkerLost, question: str) -> TestStopped:
        text, note = str(lost), None
        if lost.kind == "timeout":
            if question in self._out_of_time:
                note = "An earlier test of this question ran out of time, so this test had less time."
            self._out_of_time.add(question)
        return TestStopped(lost.kind, Evidence(f"{text[:1].upper()}{text[1:]}.", note=note))


class SandboxedModule(TestedModule):
    """A student's module in a worker."""

    def __init__(
        self,
        worker: Worker,
        manifest: Manifest,
        transcript: Transcript,
        stopped: Callable[[WorkerLost], TestStopped],
    ) -> None:
        self._worker = worker
        self._manifest = manifest
        self._transcript = transcript
        self._stopped = stopped

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See :meth:`TestedModule.run`."""
        asked = proxies.unused(args, kwargs)
        try:
            result = self._worker.call(function, args, kwargs)
        except WorkerLost as lost:
            raise self._stopped(lost) from None
        if isinstance(result, Failure):
            self._transcript.add(function, *asked, result)
            raise student_error(result, self._manifest.module.removesuffix(".py"), self._manifest.memory_mb)
        self._transcript.add(function, *asked, proxies.with_logs(result, args, kwargs))
        return result


_UNDER_MAIN = 'below `if __name__ == "__main__":` at the end of the file'


def _explain_import(failure: Failure, module: str) -> str:
    where = f"{module}, line {failure.line}" if failure.line else module
    shown = f" (`{clean_line(failure.code)}`)" if failure.code else ""
    advised = advice(failure.type, failure.message)
    if failure.type in ("SyntaxError", "IndentationError", "TabError"):
        python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
        return f"{where}: {clean_line(failure.message)}{shown}. {python} cannot read the file; fix this first."
    if "RefusedImport" in failure.bases:
        return f"{where}: {clean_line(failure.message)} Delete this import{shown}, even if it is unused."
    if "Refused" in failure.bases:
        return f"{where}: {clean_line(failure.message)} Delete this line{shown}."
    if failure.type == "ModuleNotFoundError":
        only = f"Only {module} is graded, and this module is not there. Delete this import, or move it {_UNDER_MAIN}."
        return f"{where}: {clean_line(failure.message)}{shown}. {advised or only}"
    if "'Nothing'" in failure.message:
        return f"{where}: plots and notebook tools do nothing during grading{shown}. Move this line {_UNDER_MAIN}."
    if failure.type == "EOFError":
        return f"{where}: nobody can answer input() during grading{shown}. Move this line {_UNDER_MAIN}."
    return (
        f"{where}: {clean_line(failure.type)}: {clean_line(failure.message)}{shown}. "
        f"{advised or 'The file must import without an error before anything can be graded.'}"
    )
