"""Reports and audits as pages of HTML that need nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.audit.results import Audit, MutantAudit, SubmissionAudit
from autograder.feedback.terminal import SIGNS, isolation_lines
from autograder.grading.report import Report


def report_page(report: Report, title: str) -> str:
    """Return what a student or an instructor reads about one submission.

    Args:
        report: on the submission.
        title: of the assignment.
    """
    signs = {status: sign for status, (sign, _) in SIGNS.items()}
    return _pages().get_template("report.html").render(report=report, title=title, signs=signs)


def audit_page(audits: Sequence[Audit]) -> str:
    """Return the audits: for each question a kill matrix, then survivors and attacks."""
    return _pages().get_template("audit.html").render(audits=audits, relevant=_relevant, grouped=_grouped)


def _pages() -> Environment:
    pages = Environment(
        loader=PackageLoader("autograder.feedback"),
        autoescape=True,  # whatever a student has written is text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(isolation_lines=isolation_lines)
    return pages


def _relevant(audit: Audit, question: str) -> list[SubmissionAudit]:
    """Return the submissions of the bank that fail a test of this question; the stub fails them all."""
    tests = {test.name for test in audit.tests if test.question == question}
    caught_by = {one.name: one.caught_by for one in audit.submissions}
    bank = [one for one in audit.submissions if one.kind in ("alternative", "mistake")]
    return [one for one in bank if tests & set(one.failed) or caught_by[one.name] in tests]


def _grouped(mutants: Sequence[MutantAudit], tests: Sequence[str]) -> dict[str, list[MutantAudit]]:
    """Return the mutants that these tests notice, by operator."""
    groups: dict[str, list[MutantAudit]] = {}
    for mutant in mutants:
        if set(mutant.failed) & set(tests):
            groups.setdefault(mutant.operator, []).append(mutant)
    return dict(sorted(groups.items()))
