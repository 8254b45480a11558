"""Recognises a known mistake in what a submission returned.

While a test runs, the grader records its calls and the submission's answers. A known mistake explains a failure if it
gives the same answers throughout the question. If exactly one mistake does, the student sees its hint. Nothing is
explained if there are fewer than two calls, or if every call raised an exception.

Most submissions get the same calls. So the answers of a mistake to these calls are computed once and kept. The test
named under "Caught by" is compared first: it rules out nearly every mistake.

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
_Ask = Callable[[str, "_Question", str], bool]  # a module of ours what a test of a question asked: does it agree?


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
        """Return the mistakes that explain each failed test. If there is only one, the submission has made it.

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
        questions = [
            self._question(name, transcripts, [test for test in failed if transcripts[test].question == name])
            for name in dict.fromkeys(transcripts[test].question for test in failed)
        ]
        found: dict[str, list[str]] = {}
        for question in questions:
            found |= self._explain(question)
        unclear = [question for question in questions if not found.keys() >= set(question.failed)]
        if unclear:
            found |= self._ask(unclear)
        by_name = {mistake.name: mistake for mistake in self._mistakes}
        return {test: [by_name[name] for name in found[test]] for test in failed if test in found}

    def _question(self, name: str, transcripts: Mapping[str, Transcript], failed: Sequence[str]) -> _Question:
        tests = {test: one for test, one in transcripts.items() if one.question == name}
        common = {test: one.common(self._asked[test]) if test in self._asked else 0 for test, one in tests.items()}
        return _Question(name, tests, failed, common)

    def _ask(self, questions: Sequence[_Question]) -> dict[str, list[str]]:
        """Ask what is not known, in a child, and keep its answers. Return the explanations, as far as it came."""

        def work(send: _Send) -> None:
            def ask(module: str, question: _Question, test: str) -> bool:
                if question.common[test] and (module, test) not in self._answers:
                    self._answers[module, test] = self._modules[module].answers(self._asked[test])
                    send(("answers", (module, test), [_plain(outcome) for outcome in self._answers[module, test]]))
                known = self._known(module, question, test)
                return self._modules[module].agrees(question.tests[test]) if known is None else known

            for question in questions:
                for explained in self._explain(question, ask).items():
                    send(("explained", *explained))

        found = {}
        for what, key, content in in_child(work):
            if what == "answers":
                self._answers[key] = [_from_plain(outcome) for outcome in content]
            else:
                found[key] = content
        return found

    def _explain(self, question: _Question, ask: _Ask | None = None) -> dict[str, list[str]]:
        """Return the names of the mistakes that explain the failed tests of a question.

        Without `ask`, only the kept answers are used. A test for which they are not enough is left out.
        """
        if not question.is_comparable:
            return {test: [] for test in question.failed}
        right = {test: (ask or self._known)(_REFERENCE, question, test) for test in question.failed}
        explained: dict[str, list[str]] = {test: [] for test, verdict in right.items() if verdict}  # wrong only later
        if len(explained) == len(right):
            return explained
        found, certain = [], True
        for mistake in self._mistakes or ():
            if mistake.question != question.name:
                continue
            known = [self._known(mistake.name, question, test) for test in question.tests]
            if False in known:
                continue
            if ask and not all(ask(mistake.name, question, test) for test in question.order(mistake)):
                continue
            found.append(mistake.name)
            certain &= ask is not None or None not in known
        for test, verdict in right.items():
            if not verdict and (not found or (certain and verdict is not None)):
                explained[test] = found
        return explained

    def _known(self, module: str, question: _Question, test: str) -> bool | None:
        """Return whether every call of a test has the same outcome in a module of ours; None if that is not known."""
        calls = question.tests[test].calls
        answers = self._answers.get((module, test), [])[: question.common[test]]
        if not all(alike(call.outcome, answer) for call, answer in zip(calls, answers, strict=False)):
            return False
        return True if len(answers) == len(calls) else None


@dataclass(frozen=True)
class _Question:
    """What a submission was asked in one question.

    Attributes:
        name: of the question.
        tests: the transcripts of its tests, by name.
        failed: the names of those that failed.
        common: how many calls of each test, at the beginning, everybody is asked.
    """

    name: str
    tests: Mapping[str, Transcript]
    failed: Sequence[str]
    common: Mapping[str, int]

    @property
    def is_comparable(self) -> bool:
        """Whether there is enough that a mistake could have in common with it."""
        outcomes = [call.outcome for one in self.tests.values() for call in one.calls]
        return len(outcomes) >= _ENOUGH and any(type(outcome) is not Raised for outcome in outcomes)

    def order(self, mistake: Mistake) -> list[str]:
        """Return the tests in the order in which a mistake is ruled out soonest."""
        return sorted(self.tests, key=lambda test: (test != mistake.caught_by, test not in self.failed))


def _plain(outcome: Any) -> dict[str, Any]:
    if outcome is ENDED:
        return {}
    return {"raised": outcome.type} if isinstance(outcome, Raised) else {"value": outcome}


def _from_plain(outcome: Mapping[str, Any]) -> Any:
    if not outcome:
        return ENDED
    return Raised(outcome["raised"]) if "raised" in outcome else outcome["value"]
