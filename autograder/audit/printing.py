"""An audit for the terminal."""

from __future__ import annotations

import statistics

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.audit.results import Audit
from autograder.feedback.terminal import isolation_lines

_DEAREST = 5  # mistakes, and tests, that the terminal shows; the page and the JSON have all


def print_audit(audit: Audit, console: Console) -> None:
    """Print an audit: what was handed in, how much of it came out as expected, and every problem."""
    table = Table(title=f"{audit.assignment}: audit", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("handed in")
    table.add_column("number", justify="right")
    table.add_column("as it should", justify="right")
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
        console.print(
            Text(
                f"redundant tests (every mistake and mutant is also caught by another): {', '.join(redundant)}",
                style="dim",
            )
        )
    if audit.tests:
        slowest = max(audit.tests, key=lambda test: test.seconds)
        largest = max(audit.tests, key=lambda test: test.memory_mb)
        cost = f"slowest test: {slowest.name}, {slowest.seconds:.2f} s; largest: {largest.name}, {largest.memory_mb} MB"
        console.print(Text(f"{cost} (the reference)", style="dim"))
    for line in _collateral(audit):
        console.print(Text(line, style="dim"))
    for problem in audit.problems:
        console.print(Text(f"✗ {problem}", style="red"))
    count = f"{len(audit.problems)} problem{'s' if len(audit.problems) > 1 else ''}"
    console.print(Text(f"not clean: {count}", "bold red") if audit.problems else Text("clean", "bold green"))
    console.print(Text("\n".join(isolation_lines(audit.isolation, audit.isolation_missing)), style="dim"))


def _collateral(audit: Audit) -> list[str]:
    """Return what mistakes cost in tests that are not about them: how many tests, and the dearest of them."""
    mistakes = [one for one in audit.submissions if one.kind == "mistake"]
    if not mistakes:
        return []
    middle = statistics.median(len(one.collateral) for one in mistakes)
    lines = [f"collateral: the median mistake fails {middle:g} tests beside the one named for it"]
    for one in audit.collateral[:_DEAREST]:
        lines.append(f"  {one.name}: {sum(one.collateral.values()):g} points in {len(one.collateral)} more tests")
    accidents = sorted(audit.tests, key=lambda test: -len(test.by_accident))[:_DEAREST]
    lines += [
        f"  {test.name} is failed by {len(test.by_accident)} by accident" for test in accidents if test.by_accident
    ]
    return lines
