"""A report as a page of HTML that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from autograder.feedback.terminal import SIGNS, isolation_lines
from autograder.grading.report import Report


def report_page(report: Report, title: str) -> str:
    """Return what a student or an instructor reads about one submission.

    Args:
        report: on the submission.
        title: of the assignment.
    """
    signs = {status: sign for status, (sign, _) in SIGNS.items()}
    return page_templates().get_template("report.html").render(report=report, title=title, signs=signs)


def page_templates(*packages: str) -> Environment:
    """Return the templates of these packages and of this one; every page extends `page.html`."""
    pages = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in (*packages, "autograder.feedback")]),
        autoescape=True,  # whatever a student has written is text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(isolation_lines=isolation_lines)
    return pages
