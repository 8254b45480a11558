"""What became of everything that was handed in, held against what must become of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

from autograder.audit.mutants import Mutant, find_equivalents
from autograder.audit.results import Kind, MutantAudit, SubmissionAudit, TestAudit
from autograder.course.assignment import Assignment
from autograder.course.bank import Mistake
from autograder.grading.report import Report

MUTATION_SCORE = 0.9  # at least this share of the mutants must be noticed
WRONG_HINTS = 0.02  # at most this share of the mistakes may be recognised as another one
_PHONE = (45, 24)  # characters in a line, lines on a screen


def judge(
    kind: Kind, name: str, mistake: Mistake | None, report: Report, other: Report, elsewhere: Report | None = None
) -> SubmissionAudit:
    """Say whether a submission of the bank came out as it must.

    Args:
        kind: of the submission.
        name: of the submission.
        mistake: what the bank says of it, if it is one.
        report: the submission's report; a mistake is graded by the tests of its own question only.
        other: the submission's report with other seeds.
        elsewhere: for a mistake, its report on the other questions.
    """
    failed, failed_other = failed_tests(report), failed_tests(other)
    problems = [report.message] if report.message else []
    expected = {"reference": "every point", "alternative": "every point", "stub": "no point"}.get(kind, "")
    recognised, wrong_hints = False, set()
    if mistake is not None:
        expected = f"fails {mistake.caught_by}"
        by_name = {test.name: test for test in report.tests}
        if mistake.caught_by not in by_name:
            problems.append(f"there is no test called {mistake.caught_by}")
        elif not {mistake.caught_by} <= failed & failed_other:
            problems.append(f"passes {mistake.caught_by}, which must catch it")
        else:
            recognised = by_name[mistake.caught_by].mistake == name
            # One that hangs or ends the process gives no answer that could be recognised.
            if not recognised and by_name[mistake.caught_by].status == "failed":
                alike = set(by_name[mistake.caught_by].explanations) - {name}
                told = f"; these mistakes give the same answers: {', '.join(sorted(alike))}" if alike else ""
                problems.append(f"its hint is not shown where {mistake.caught_by} fails{told}")
        for test in report.tests:
            rest = set(test.explanations) - {name}
            wrong_hints |= rest if len(rest) == 1 else set()
    elif kind == "stub":
        problems += [f"gets {which.score:g} points" for which in (report, other) if which.score][:1]
    else:
        lost = {test.name: test.output for one in (other, report) for test in one.tests if test.status != "passed"}
        problems += [
            f"fails {test}: {output.partition(chr(10))[0]}".rstrip(": ") for test, output in sorted(lost.items())
        ]
        problems += [f"is recognised as the mistake {test.mistake}" for test in report.tests if test.mistake]
    for test in report.tests:
        lines = sum(max(1, math.ceil(len(line) / _PHONE[0])) for line in test.output.splitlines())
        if lines > _PHONE[1]:
            problems.append(f"its feedback in {test.name} has {lines} lines; a phone shows {_PHONE[1]}: shorten it")
    return SubmissionAudit(
        kind=kind,
        name=name,
        expected=expected,
        caught_by=mistake.caught_by if mistake else None,
        score=report.score,
        failed=tuple(sorted(failed)),
        only_sometimes=tuple(sorted(failed ^ failed_other)),
        recognised=recognised,
        wrong_hints=tuple(sorted(wrong_hints)),
        collateral=_collateral(mistake, report, elsewhere) if mistake else {},
        problems=tuple(problems),
    )


def _collateral(mistake: Mistake, *reports: Report | None) -> dict[str, float]:
    """Return the tests that a mistake fails beside the one that is named for it, with their points."""
    tests = [test for report in reports if report for test in report.tests if test.status != "passed"]
    return {test.name: test.max_score for test in tests if test.name != mistake.caught_by}


def judge_mutants(assignment: Assignment, mutants: Iterable[Mutant], reports: Iterable[Report]) -> list[MutantAudit]:
    """Say for every mutant which tests notice it, and whether one could."""
    declared = find_equivalents(assignment)
    return [
        MutantAudit(
            operator=mutant.operator,
            line=mutant.line,
            before=mutant.before,
            after=mutant.after,
            diff=mutant.diff,
            failed=tuple(sorted(failed_tests(report))),
            equivalent=next((one.because for one in declared if one.covers(mutant)), None),
        )
        for mutant, report in zip(mutants, reports, strict=True)
    ]


def judge_tests(
    report: Report, submissions: Sequence[SubmissionAudit], mutants: Sequence[MutantAudit], *, whole: bool
) -> list[TestAudit]:
    """Say of every test what it costs, and what it is good for."""
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
            by_accident=tuple(one.name for one in submissions if test.name in one.collateral),
            redundant=whole and test.name not in needed and test.name not in named,
        )
        for test in report.tests
    ]


def too_many_survive(mutants: Sequence[MutantAudit]) -> list[str]:
    """Return what is wrong with the mutants that no test notices, and with those declared to make no difference."""
    able = [mutant for mutant in mutants if mutant.equivalent is None]
    survivors = [mutant for mutant in able if mutant.survived]
    problems = [
        f"mutant of line {mutant.line} is declared equivalent, but {mutant.failed[0]} notices it: remove that entry"
        for mutant in mutants
        if mutant.equivalent and mutant.failed
    ]
    if able and len(survivors) > (1 - MUTATION_SCORE) * len(able):
        problems.append(f"{len(survivors)} of {len(able)} mutants are noticed by no test, more than one in ten")
    return problems


def stale(assignment: Assignment, mutants: Sequence[Mutant]) -> list[str]:
    """Return the declared changes that no mutant makes any more."""
    stale = [one for one in find_equivalents(assignment) if not any(map(one.covers, mutants))]
    said = "equivalent_mutants.toml: no mutant changes {!r} to {!r}; correct this entry or remove it"
    return [said.format(one.before, one.after) for one in stale]


def too_many_wrong_hints(submissions: Sequence[SubmissionAudit]) -> list[str]:
    """Return what is wrong if too many mistakes would be recognised as another one."""
    mistakes = [one for one in submissions if one.kind == "mistake"]
    wrong = [one for one in mistakes if one.wrong_hints]
    if len(wrong) <= WRONG_HINTS * len(mistakes):
        return []
    examples = ", ".join(f"{one.name} for {' or '.join(one.wrong_hints)}" for one in wrong)
    return [f"{len(wrong)} of {len(mistakes)} mistakes would be recognised as another one: {examples}"]


def failed_tests(report: Report) -> set[str]:
    """Return the names of the tests that were not passed."""
    return {test.name for test in report.tests if test.status != "passed"}
