"""A report for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.grading.report import Report, TestResult

if TYPE_CHECKING:
    from autograder.audit.results import Audit

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


def print_audit(audit: Audit, console: Console) -> None:
    """Print an audit: what was handed in, how much of it came out as it must, and every problem."""
    table = Table(title=f"{audit.assignment}: audit", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("handed in")
    table.add_column("number", justify="right")
    table.add_column("as it must", justify="right")
    table.add_column()
    for row in audit.rows():
        style = "" if row.good == row.total else "yellow"  # what is not allowed at all is listed below
        table.add_row(row.name, str(row.total), str(row.good), Text(row.remark, style="dim"), style=style)
    console.print(table)
    for mutant in audit.mutants:
        if mutant.survived:
            where = f"mutant of line {mutant.line} ({mutant.operator}), noticed by no test:"
            console.print(Text(where, style="yellow"))
            console.print(Padding(Text(mutant.diff), (0, 0, 0, 4)))
    redundant = [test.name for test in audit.tests if test.redundant]
    if redundant:
        console.print(Text(f"tests without which nothing more would survive: {', '.join(redundant)}", style="dim"))
    if audit.tests:
        slowest = max(audit.tests, key=lambda test: test.seconds)
        largest = max(audit.tests, key=lambda test: test.memory_mb)
        cost = f"slowest test: {slowest.name}, {slowest.seconds:.2f} s; largest: {largest.name}, {largest.memory_mb} MB"
        console.print(Text(f"{cost} (the reference)", style="dim"))
    for problem in audit.problems:
        console.print(Text(f"✗ {problem}", style="red"))
    console.print(Text("\n".join(isolation_lines(audit.isolation, audit.isolation_missing)), style="dim"))


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
