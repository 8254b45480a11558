"""Runs an audit: grades the bank, the mutants and the hostile submissions, and judges what came of them."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.audit.attacks import Attack, try_attacks
from autograder.audit.mutants import Mutant, find_equivalents, make_mutants
from autograder.audit.results import AttackResult, Audit, Kind, MutantAudit, SubmissionAudit, TestAudit
from autograder.course.assignment import Assignment
from autograder.course.bank import Mistake, find_alternatives, find_mistakes
from autograder.grading.pool import Job, grade_all
from autograder.grading.report import Report

MUTATION_SCORE = 0.9  # at least this share of the mutants must be noticed
WRONG_HINTS = 0.02  # at most this share of the mistakes may be recognised as another one
_PHONE = (45, 24)  # characters in a line, lines on a screen


@dataclass(frozen=True)
class _Submission:
    kind: Kind
    name: str
    given: Path | bytes  # a file, or the source itself
    mistake: Mistake | None = None


@dataclass(frozen=True)
class Plan:
    """What is to be audited: all of it, or a part."""

    assignment: Assignment
    submissions: Sequence[_Submission]
    mutants: Sequence[Mutant]
    attacks: Sequence[Attack]
    whole: bool  # whether every mistake and every mutant is in it

    @property
    def steps(self) -> int:
        """How many submissions there are to grade."""
        twice = 2 * len(self.submissions) + bool(self.submissions)  # with other seeds; the reference with the same ones
        return twice + len(self.mutants) + len(self.attacks)


def plan(assignment: Assignment, attacks: Sequence[Attack], wanted: Callable[[str], bool]) -> Plan:
    """Collect what there is to audit.

    Args:
        assignment: with its solutions.
        attacks: to be handed in.
        wanted: whether to include what is called `alternatives/NAME`, `mistakes/NAME`, `mutants/LINE` or `GROUP/NAME`.
    """
    bank = [_Submission("alternative", path.stem, path) for path in find_alternatives(assignment)]
    bank += [_Submission("mistake", m.name, m.compose().encode(), m) for m in find_mistakes(assignment)]
    every, every_mutant = bank, make_mutants(assignment)
    bank = [one for one in every if wanted(f"{one.kind}s/{one.name}")]
    mutants = [mutant for mutant in every_mutant if wanted(f"mutants/{mutant.line}")]
    whole = (len(bank), len(mutants)) == (len(every), len(every_mutant))
    if bank or mutants:
        ends = (
            _Submission("reference", "reference", assignment.reference),
            _Submission("stub", "stub", assignment.stub),
        )
        bank = [*ends, *bank]
    hostile = [attack for attack in attacks if wanted(f"{attack.group}/{attack.name}")]
    return Plan(assignment, bank, mutants, hostile, whole)


def audit(plan: Plan, *, jobs: int, on_step: Callable[[], None] = lambda: None) -> Audit:
    """Grade everything in the plan.

    Args:
        plan: what to grade.
        jobs: how many submissions are graded at a time; hostile ones always alone, and last.
        on_step: called after each.

    Raises:
        GraderError: the assignment or the sandbox does not work to begin with.
    """

    def grade(assignment: Assignment, these: Sequence[Job]) -> list[Report]:
        return grade_all(assignment, these, processes=jobs, on_report=lambda *_: on_step())

    started = time.monotonic()
    assignment, reports, problems = plan.assignment, [], []
    submissions: list[SubmissionAudit] = []
    mutants: list[MutantAudit] = []
    tests: list[TestAudit] = []
    attacks: list[AttackResult] = []
    if plan.submissions:
        bank = [_job(one) for one in plan.submissions]
        again = _job(plan.submissions[0])  # the reference
        mutated = [Job(one.source.encode(), tuple(one.questions), explain=False) for one in plan.mutants]
        graded = grade(assignment, [*bank, again, *mutated])
        others = grade(_with_other_seeds(assignment), [replace(job, explain=False) for job in bank])
        submissions = [_judge(*each) for each in zip(plan.submissions, graded[: len(bank)], others, strict=True)]
        mutants = _judge_mutants(assignment, plan.mutants, graded[len(bank) + 1 :])
        reports += [graded[0], graded[len(bank)]]
        if _timeless(reports[0]) != _timeless(reports[1]):
            problems.append("reference: graded twice with the same seeds, it got two different reports")
        tests = _tests(reports[0], submissions, mutants, whole=plan.whole)
    if plan.attacks:
        stub, attacks = try_attacks(assignment, plan.attacks, lambda _: on_step())
        reports.append(stub)
    return Audit(
        assignment=assignment.name,
        title=assignment.manifest.title,
        version=assignment.manifest.version,
        isolation=reports[0].isolation,
        isolation_missing=reports[0].isolation_missing,
        seconds=round(time.monotonic() - started, 1),
        tests=tuple(tests),
        submissions=tuple(submissions),
        mutants=tuple(mutants),
        attacks=tuple(attacks),
        problems=(
            *(f"{one.kind} {one.name}: {problem}" for one in submissions for problem in one.problems),
            *problems,
            *([] if len(attacks) == len(plan.attacks) else [f"interrupted after {len(attacks)} attacks"]),
            *_too_many_survive(mutants),
            *(_stale(assignment, plan.mutants) if plan.whole else []),
            *_too_many_wrong_hints(submissions),
            *(f"attack {one.group}/{one.name}: {problem} ({one.idea})" for one in attacks for problem in one.problems),
        ),
    )


def _judge(one: _Submission, report: Report, other: Report) -> SubmissionAudit:
    failed, failed_other = _failed(report), _failed(other)
    problems = [report.message] if report.message else []
    expected = {"reference": "every point", "alternative": "every point", "stub": "no point"}.get(one.kind, "")
    recognised, wrong_hints = False, set()
    if one.mistake is not None:
        expected = f"fails {one.mistake.caught_by}"
        by_name = {test.name: test for test in report.tests}
        if one.mistake.caught_by not in by_name:
            problems.append(f"there is no test called {one.mistake.caught_by}")
        elif not {one.mistake.caught_by} <= failed & failed_other:
            problems.append(f"passes {one.mistake.caught_by}, which must catch it")
        else:
            recognised = by_name[one.mistake.caught_by].mistake == one.name
            # One that hangs or ends the process gives no answer that could be recognised.
            if not recognised and by_name[one.mistake.caught_by].status == "failed":
                alike = set(by_name[one.mistake.caught_by].explanations) - {one.name}
                told = f"; so does {', '.join(sorted(alike))}" if alike else ""
                problems.append(f"its hint is not shown where {one.mistake.caught_by} fails{told}")
        for test in report.tests:
            rest = set(test.explanations) - {one.name}
            wrong_hints |= rest if len(rest) == 1 else set()
    elif one.kind == "stub":
        problems += [f"gets {which.score:g} points" for which in (report, other) if which.score][:1]
    else:
        problems += [f"fails {name}" for name in sorted(failed | failed_other)]
        problems += [f"is recognised as the mistake {test.mistake}" for test in report.tests if test.mistake]
    for test in report.tests:
        lines = sum(max(1, math.ceil(len(line) / _PHONE[0])) for line in test.output.splitlines())
        if lines > _PHONE[1]:
            problems.append(f"reads {lines} lines where it fails {test.name}, more than a telephone shows")
    return SubmissionAudit(
        kind=one.kind,
        name=one.name,
        expected=expected,
        caught_by=one.mistake.caught_by if one.mistake else None,
        score=report.score,
        failed=tuple(sorted(failed)),
        only_sometimes=tuple(sorted(failed ^ failed_other)),
        recognised=recognised,
        wrong_hints=tuple(sorted(wrong_hints)),
        problems=tuple(problems),
    )


def _judge_mutants(assignment: Assignment, mutants: Iterable[Mutant], reports: Iterable[Report]) -> list[MutantAudit]:
    declared = find_equivalents(assignment)
    return [
        MutantAudit(
            operator=mutant.operator,
            line=mutant.line,
            before=mutant.before,
            after=mutant.after,
            diff=mutant.diff,
            failed=tuple(sorted(_failed(report))),
            equivalent=next((one.because for one in declared if one.covers(mutant)), None),
        )
        for mutant, report in zip(mutants, reports, strict=True)
    ]


def _tests(
    report: Report, submissions: Sequence[SubmissionAudit], mutants: Sequence[MutantAudit], *, whole: bool
) -> list[TestAudit]:
    caught: list[Collection[str]] = [one.failed for one in submissions if one.kind == "mistake" and one.failed]
    caught += [mutant.failed for mutant in mutants if mutant.failed]
    needed = {test for failed in caught if len(failed) == 1 for test in failed}
    named = {one.caught_by for one in submissions}
    return [
        TestAudit(
            name=test.name,
            title=test.title,
            question=test.question,
            points=test.max_score,
            hidden=test.visibility != "visible",
            seconds=test.seconds,
            memory_mb=test.memory_mb,
            redundant=whole and test.name not in needed and test.name not in named,
        )
        for test in report.tests
    ]


def _too_many_survive(mutants: Sequence[MutantAudit]) -> list[str]:
    able = [mutant for mutant in mutants if mutant.equivalent is None]
    survivors = [mutant for mutant in able if mutant.survived]
    problems = [
        f"mutant of line {mutant.line} is declared equivalent, but {mutant.failed[0]} notices it"
        for mutant in mutants
        if mutant.equivalent and mutant.failed
    ]
    if able and len(survivors) > (1 - MUTATION_SCORE) * len(able):
        problems.append(f"{len(survivors)} of {len(able)} mutants are noticed by no test, more than one in ten")
    return problems


def _stale(assignment: Assignment, mutants: Sequence[Mutant]) -> list[str]:
    """Return the declared changes that no mutant makes any more."""
    stale = [one for one in find_equivalents(assignment) if not any(map(one.covers, mutants))]
    return [f"declared equivalent, but no mutant is like it: {one.before!r} to {one.after!r}" for one in stale]


def _too_many_wrong_hints(submissions: Sequence[SubmissionAudit]) -> list[str]:
    mistakes = [one for one in submissions if one.kind == "mistake"]
    wrong = [one for one in mistakes if one.wrong_hints]
    if len(wrong) <= WRONG_HINTS * len(mistakes):
        return []
    examples = ", ".join(f"{one.name} for {' or '.join(one.wrong_hints)}" for one in wrong)
    return [f"{len(wrong)} of {len(mistakes)} mistakes would be recognised as another one: {examples}"]


def _failed(report: Report) -> set[str]:
    return {test.name for test in report.tests if test.status != "passed"}


def _timeless(report: Report) -> dict[str, Any]:
    tests = [test.model_dump() | {"seconds": 0, "memory_mb": 0} for test in report.tests]
    return report.model_dump() | {"seconds": 0, "tests": tests}


def _job(one: _Submission) -> Job:
    """Return what to grade; a mistake by its own question alone, where it must be noticed."""
    return Job(one.given, (one.mistake.question,) if one.mistake else None)


def _with_other_seeds(assignment: Assignment) -> Assignment:
    """Return the assignment with another version, from which every seed is derived."""
    other = copy.copy(assignment)
    version = f"{assignment.manifest.version} with other seeds"
    other.manifest = assignment.manifest.model_copy(update={"version": version})
    return other
