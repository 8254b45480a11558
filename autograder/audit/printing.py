"""An audit for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.audit.results import Audit
from autograder.feedback.terminal import isolation_lines


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
