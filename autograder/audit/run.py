"""Runs an audit: grades the bank, the mutants and the hostile submissions, and judges what came of them."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from autograder.audit.attacks import Attack, try_attacks
from autograder.audit.judgement import (
    failed_tests,
    judge,
    judge_mutants,
    judge_tests,
    stale,
    too_many_survive,
    too_many_wrong_hints,
)
from autograder.audit.kept import Kept
from autograder.audit.mutants import Mutant, make_mutants
from autograder.audit.results import AttackResult, Audit, Kind, MutantAudit, SubmissionAudit, TestAudit
from autograder.course.assignment import Assignment
from autograder.course.bank import Mistake, find_alternatives, find_mistakes
from autograder.course.splice import without_markers
from autograder.grading.pool import Job, Pool
from autograder.grading.report import Report
from autograder.sandbox.inside.source_check import changed, reachable

_MUTANT_SECONDS = 0.25  # share of a submission's: it is nearly the reference, unless it never ends


@dataclass(frozen=True)
class _Submission:
    kind: Kind
    name: str
    given: Path | bytes  # a file, or the source itself
    mistake: Mistake | None = None
    elsewhere: tuple[str, ...] = ()  # the questions in which a mistake can cost something, beside its own


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
        elsewhere = sum(bool(one.elsewhere) for one in self.submissions)
        twice = 2 * len(self.submissions) + bool(self.submissions)  # with other seeds; the reference with the same ones
        return twice + elsewhere + len(self.mutants) + len(self.attacks)


def plan(assignment: Assignment, attacks: Sequence[Attack], wanted: Callable[[str], bool]) -> Plan:
    """Collect what there is to audit.

    Args:
        assignment: with its solutions.
        attacks: to be handed in.
        wanted: whether to include what is called `alternatives/NAME`, `mistakes/NAME`, `mutants/LINE` or `GROUP/NAME`.
    """
    bank = [_Submission("alternative", path.stem, path) for path in find_alternatives(assignment)]
    bank += [_mistake(one, assignment) for one in find_mistakes(assignment)]
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


def audit(plan: Plan, pool: Pool, on_step: Callable[[], None] = lambda: None, kept: Path | None = None) -> Audit:
    """Grade everything in the plan.

    Args:
        plan: what to grade.
        pool: where it is graded; hostile submissions are graded in this process, one at a time, and last.
        on_step: called after each.
        kept: the file with reports that need not be graded again; see `kept`.

    Raises:
        GraderError: the assignment or the sandbox does not work to begin with.
    """

    def grade(assignment: Assignment, these: Sequence[Job]) -> list[Report]:
        reports = known.grade(pool, assignment, these, on_step)
        return _slow_ones_again(assignment, these, reports, pool)

    started = time.monotonic()
    known = Kept(plan.assignment, kept)
    assignment, reports, problems = plan.assignment, [], []
    submissions: list[SubmissionAudit] = []
    mutants: list[MutantAudit] = []
    tests: list[TestAudit] = []
    attacks: list[AttackResult] = []
    if plan.submissions:
        bank = [_job(one) for one in plan.submissions]
        again = _job(plan.submissions[0])  # the reference
        elsewhere = {
            k: Job(one.given, one.elsewhere, explain=False) for k, one in enumerate(plan.submissions) if one.elsewhere
        }
        mutated = [_mutant_job(one, one.questions[:1], assignment) for one in plan.mutants]
        graded = iter(grade(assignment, [*bank, again, *elsewhere.values(), *mutated]))
        first = list(islice(graded, len(bank)))
        reports += [first[0], next(graded)]
        if reports[0].timeless() != reports[1].timeless():
            problems.append("reference: graded twice with the same seeds, it got two different reports")
        collateral = dict(zip(elsewhere, islice(graded, len(elsewhere)), strict=True))
        noticed = list(graded)
        left = [k for k, one in enumerate(plan.mutants) if one.questions[1:] and not failed_tests(noticed[k])]
        in_others = [_mutant_job(plan.mutants[k], plan.mutants[k].questions[1:], assignment) for k in left]
        for k, report in zip(left, known.grade(pool, assignment, in_others), strict=True):
            noticed[k] = report
        mutants = judge_mutants(assignment, plan.mutants, noticed)
        others = grade(_with_other_seeds(assignment), [replace(job, explain=False) for job in bank])
        submissions = [
            judge(one.kind, one.name, one.mistake, first[k], others[k], collateral.get(k))
            for k, one in enumerate(plan.submissions)
        ]
        tests = judge_tests(reports[0], submissions, mutants, whole=plan.whole)
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
            *too_many_survive(mutants),
            *(stale(assignment, plan.mutants) if plan.whole else []),
            *too_many_wrong_hints(submissions),
            *(f"attack {one.group}/{one.name}: {problem} ({one.idea})" for one in attacks for problem in one.problems),
        ),
    )


def _slow_ones_again(assignment: Assignment, jobs: Sequence[Job], reports: list[Report], pool: Pool) -> list[Report]:
    """Grade again each job that ran out of time, if it asks for hints: the machine may have been busy."""
    slow = [k for k, report in enumerate(reports) if jobs[k].explain and _timeouts(report)]
    again = pool.grade(assignment, [jobs[k] for k in slow])
    better = {k: report for k, report in zip(slow, again, strict=True) if _timeouts(report) < _timeouts(reports[k])}
    return [better.get(k, report) for k, report in enumerate(reports)]


def _timeouts(report: Report) -> int:
    return sum(test.status == "timeout" for test in report.tests)


def _job(one: _Submission) -> Job:
    """Return what to grade; a mistake by its own question alone, where it must be noticed."""
    return Job(one.given, (one.mistake.question,) if one.mistake else None)


def _mutant_job(mutant: Mutant, questions: tuple[str, ...], assignment: Assignment) -> Job:
    """Return a mutant to grade by some of its questions: by the first, and by the others if that has not noticed it."""
    seconds = assignment.manifest.seconds * _MUTANT_SECONDS
    return Job(mutant.source.encode(), questions, explain=False, seconds=seconds)


def _mistake(mistake: Mistake, assignment: Assignment) -> _Submission:
    """Return a mistake as it is handed in, and the questions whose names lead to what differs."""
    source = mistake.compose()
    different = changed(without_markers(assignment.reference.read_text(encoding="utf-8")), source)
    elsewhere = [
        question.name
        for question in assignment.manifest.questions
        if question.name != mistake.question and ("" in different or different & reachable(source, question.names))
    ]
    return _Submission("mistake", mistake.name, source.encode(), mistake, tuple(elsewhere))


def _with_other_seeds(assignment: Assignment) -> Assignment:
    """Return the assignment with another version, from which every seed is derived."""
    other = copy.copy(assignment)
    version = f"{assignment.manifest.version} with other seeds"
    other.manifest = assignment.manifest.model_copy(update={"version": version})
    return other
