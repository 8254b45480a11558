"""Audits as a page of HTML: for each question a kill matrix, then survivors and attacks."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.audit.results import Audit, MutantAudit, SubmissionAudit
from autograder.feedback.pages import page_templates


def audit_page(audits: Sequence[Audit]) -> str:
    """Return the page for one or more audits."""
    template = page_templates("autograder.audit").get_template("audit.html")
    return template.render(audits=audits, relevant=_relevant, grouped=_grouped)


def _relevant(audit: Audit, question: str) -> list[SubmissionAudit]:
    """Return the alternatives and mistakes that fail, or should fail, a test of this question. The stub is left out."""
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
