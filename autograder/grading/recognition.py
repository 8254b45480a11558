"""Recognises a known mistake in what a submission returned.

While a test runs, what it asks of the submission is recorded. A mistake of the bank is recognised if it answers as the
submission did, wherever the two were asked the same, in every test of the question, and if no other mistake does. What
merely crashes everywhere explains nothing.

Of many submissions, most are asked the same, and what a mistake answers to that is kept: it is asked once.
It is asked first in the test that is named for it, which rules out nearly every mistake.

A hint must never cost a report. If the mistakes cannot be asked, see `asking`, the report is one without hints.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.course.assignment import Assignment
from autograder.course.bank import Mistake, find_mistakes
from autograder.grading.asking import ENDED, Module, in_child
from autograder.grading.transcripts import Raised, Transcript, alike

_ENOUGH = 2  # calls that are compared; on one input many mistakes agree
_REFERENCE = ""  # its name among those of mistakes

_Send = Callable[[Any], None]
_Ask = Callable[[str, str, Transcript], bool]  # a module of ours what a test asked: does it agree?


class Recognition:
    """The bank of one assignment, and what is known of its answers."""

    def __init__(self, assignment: Assignment) -> None:
        """Read nothing yet: where nothing fails, the bank is not needed."""
        self._assignment = assignment
        self._mistakes: list[Mistake] | None = None
        self._modules: dict[str, Module] = {}
        self._asked: dict[str, Transcript] = {}  # what each test asks of everybody, by its name
        self._answers: dict[tuple[str, str], list[Any]] = {}  # to that; by the names of a module and a test

    def expect(self, test: str, transcript: Transcript) -> None:
        """Take note of what a test asks of everybody, and of the reference's answers."""
        self._asked[test] = transcript
        self._answers[_REFERENCE, test] = [call.outcome for call in transcript.calls]

    def explanations(self, transcripts: Mapping[str, Transcript], failed: Sequence[str]) -> dict[str, list[Mistake]]:
        """Return for every failed test the mistakes that explain it; if it is one, the submission has made it.

        Args:
            transcripts: of all tests, by name. Those of the same question tell mistakes apart that agree on one test.
            failed: names of tests.
        """
        if not failed or not hasattr(os, "fork"):
            return {}  # before anything of the bank is read
        if self._mistakes is None:
            self._mistakes = find_mistakes(self._assignment)
            self._modules = {one.name: Module(one.compose, self._assignment.module_name) for one in self._mistakes}
            reference = self._assignment.reference
            self._modules[_REFERENCE] = Module(reference.read_bytes, self._assignment.module_name)
        if not self._mistakes:
            return {}
        cases = [_Case(test, transcripts) for test in failed]
        found = {case.test: names for case in cases if (names := self._explain(case)) is not None}
        unclear = [case for case in cases if case.test not in found]
        if unclear:
            found |= self._ask(unclear)
        by_name = {mistake.name: mistake for mistake in self._mistakes}
        return {test: [by_name[name] for name in found[test]] for test in failed if test in found}

    def _ask(self, cases: Sequence[_Case]) -> dict[str, list[str]]:
        """Ask what is not known, in a child, and keep its answers. Return the explanations, as far as it came."""

        def work(send: _Send) -> None:
            agreed: dict[tuple[str, str], bool] = {}  # on what this submission alone was asked

            def ask(module: str, test: str, transcript: Transcript) -> bool:
                asked = self._asked.get(test)
                if asked and transcript.common(asked) and (module, test) not in self._answers:
                    self._answers[module, test] = self._modules[module].answers(asked)
                    send(("answers", (module, test), [_plain(outcome) for outcome in self._answers[module, test]]))
                known = self._agrees(module, test, transcript)
                if known is not None:
                    return known
                if (module, test) not in agreed:
                    agreed[module, test] = self._modules[module].agrees(transcript)
                return agreed[module, test]

            for case in cases:
                send(("explained", case.test, self._explain(case, ask)))

        found = {}
        for what, key, content in in_child(work):
            if what == "answers":
                self._answers[key] = [_from_plain(outcome) for outcome in content]
            else:
                found[key] = content
        return found

    def _explain(self, case: _Case, ask: _Ask | None = None) -> list[str] | None:
        """Return the names of the mistakes that explain a failed test; None if somebody must be asked, and none may."""
        if not case.is_comparable:
            return []
        reference = (ask or self._agrees)(_REFERENCE, case.test, case.failed)
        if reference:
            return []  # what is wrong came later
        found = []
        unclear = reference is None
        for mistake in self._mistakes or ():
            if mistake.question != case.failed.question:
                continue
            verdicts = [self._agrees(mistake.name, *one) for one in case.question.items()]
            if ask and False not in verdicts:
                first = (mistake.caught_by, case.test)
                tests = sorted(case.question, key=lambda test: first.index(test) if test in first else len(first))
                verdicts = [all(ask(mistake.name, test, case.question[test]) for test in tests)]
            if False not in verdicts:
                found.append(mistake.name)
                unclear |= None in verdicts
        return None if found and unclear else found

    def _agrees(self, module: str, test: str, transcript: Transcript) -> bool | None:
        """Return whether every call has the same outcome in a module of ours; None if that is not known."""
        asked = self._asked.get(test)
        same = transcript.common(asked) if asked else 0
        answers = self._answers.get((module, test), [])[:same]
        if not all(alike(call.outcome, answer) for call, answer in zip(transcript.calls, answers, strict=False)):
            return False
        return True if len(answers) == len(transcript.calls) else None


@dataclass(frozen=True)
class _Case:
    """A failed test, and the transcripts of all tests."""

    test: str
    transcripts: Mapping[str, Transcript]

    @property
    def failed(self) -> Transcript:
        """The transcript of the failed test."""
        return self.transcripts[self.test]

    @property
    def question(self) -> dict[str, Transcript]:
        """The transcripts of the same question, by the names of the tests."""
        return {name: one for name, one in self.transcripts.items() if one.question == self.failed.question}

    @property
    def is_comparable(self) -> bool:
        """Whether there is enough that a mistake could have in common with it."""
        outcomes = [call.outcome for one in self.question.values() for call in one.calls]
        return len(outcomes) >= _ENOUGH and any(type(outcome) is not Raised for outcome in outcomes)


def _plain(outcome: Any) -> dict[str, Any]:
    if outcome is ENDED:
        return {}
    return {"raised": outcome.type} if isinstance(outcome, Raised) else {"value": outcome}


def _from_plain(outcome: Mapping[str, Any]) -> Any:
    if not outcome:
        return ENDED
    return Raised(outcome["raised"]) if "raised" in outcome else outcome["value"]
