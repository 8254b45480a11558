"""What a failed check knows, as data. How it reads is decided in `messages`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Evidence:
    """Everything worth saying about one failed check; each part is short plain text or absent.

    Attributes:
        finding: what is wrong and where, in one line.
        yours: what the student's code gave at that place.
        expected: what was expected there.
        error: how far off it is, and how far it may be.
        inputs: the inputs that show it.
        note: one more sentence that helps.
        note_reveals: whether the note gives the expected value away: "three times the expected one".
        printed: what the student's code printed in this test.
        says_all: whether the finding needs no pointer to the handout.
    """

    finding: str
    yours: str | None = None
    expected: str | None = None
    error: str | None = None
    inputs: str | None = None
    note: str | None = None
    note_reveals: bool = False
    printed: str | None = None
    says_all: bool = False

    @property
    def size(self) -> int:
        """How much there is to read: the smaller of two counterexamples is the better one."""
        return len(self.inputs or "") + len(self.finding)


class CheckFailed(AssertionError):
    """A check did not hold. `evidence` says why."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence.finding)
        self.evidence = evidence


class StudentError(CheckFailed):
    """The student's code raised an exception where it should have returned a result.

    Attributes:
        names: the names of the exception's class and its bases.
        message: its text.
    """

    def __init__(self, evidence: Evidence, names: tuple[str, ...], message: str) -> None:
        super().__init__(evidence)
        self.names = names
        self.message = message


class TestStopped(BaseException):
    """The test cannot go on: the student's process is gone, or there is nothing more to learn.

    Not an Exception, so that it passes through Hypothesis, which would otherwise try smaller inputs.

    Attributes:
        kind: the status that the test gets.
    """

    __test__ = False  # not a test class, whatever its name

    def __init__(self, kind: Literal["failed", "timeout", "crashed", "refused"], evidence: Evidence) -> None:
        super().__init__(evidence.finding)
        self.kind: Literal["failed", "timeout", "crashed", "refused"] = kind
        self.evidence = evidence


class CannotStart(Exception):
    """A :class:`TestStopped` before the test has begun: of a fixture, pytest expects an Exception."""

    def __init__(self, stopped: TestStopped) -> None:
        super().__init__(stopped.evidence.finding)
        self.stopped = stopped
