"""An audit as one page of HTML that needs nothing else: a kill matrix for each question, survivors, costs, attacks."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.audit.results import Audit, MutantAudit, SubmissionAudit
from autograder.feedback.terminal import isolation_lines


def audit_page(audits: Sequence[Audit]) -> str:
    """Return the page."""
    pages = Environment(
        loader=PackageLoader("autograder.feedback"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(isolation_lines=isolation_lines, relevant=_relevant, grouped=_grouped)
    return pages.get_template("audit.html").render(audits=audits)


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
