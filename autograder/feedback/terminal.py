"""A report for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.grading.report import Report, TestResult

# Never by colour alone: each status has a sign of its own.
SIGNS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "timeout": ("⏱", "red"), "crashed": ("!", "red"),
         "refused": ("⊘", "red"), "not_run": ("-", "dim")}  # fmt: skip


def print_report(report: Report, console: Console) -> None:
    """Print a report: each question, each test, the evidence of each failure, the total, the isolation in force.

    Where no test was run, the message says why, and a list of tests would only push it out of sight.
    """
    if report.message:
        console.print(Text(report.message, style="bold red"))
    for question in report.questions if any(test.status != "not_run" for test in report.tests) else ():
        console.print()
        console.print(_line(question.name, question.score, question.max_score, "bold"))
        for test in report.tests:
            if test.question == question.name:
                _print_test(test, console)
    console.print()
    console.print(_line("total", report.score, report.max_score, "bold"))
    console.print(Text(_closing(report), style="dim"))


def _print_test(test: TestResult, console: Console) -> None:
    sign, style = SIGNS[test.status]
    hidden = "" if test.visibility == "visible" else "  (hidden)"
    status = "" if test.status in ("passed", "failed") else f"  {test.status.replace('_', ' ')}"
    console.print(_line(f"{test.title}{hidden}{status}", test.score, test.max_score, style, sign=f"  {sign} "))
    if test.output:
        console.print(Padding(Text(test.output), (0, 0, 0, 6)))


def _line(left: str, score: float, max_score: float, style: str, sign: str = "") -> Table:
    grid = Table.grid(expand=True)
    cells = [Text(left, style=style), Text(f" {score:g} / {max_score:g}", style=style)]
    if sign:
        grid.add_column(no_wrap=True)
        cells.insert(0, Text(sign, style=style))
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(*cells)
    return grid


def _closing(report: Report) -> str:
    first, *rest = isolation_lines(report.isolation, report.isolation_missing)
    return "\n".join([f"{report.assignment} {report.version}; {first}; {report.seconds:.1f} s", *rest])


def isolation_lines(layers: Sequence[str], missing: Mapping[str, str]) -> list[str]:
    """Return which layers of the sandbox held, and of each other one why not."""
    held = ", ".join(layers) or "none: the student's code was not run"
    return [f"isolation: {held}", *(f"not in force: {layer} ({why})" for layer, why in missing.items())]
