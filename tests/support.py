"""What tests share: the real commands, and the bank of submissions."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SOLUTIONS = ROOT / "solutions" / "hw2_optimizers"
COURSE = ROOT / "tests" / "course"  # two small assignments, with and without torch


@dataclass(frozen=True)
class Graded:
    """What `autograder grade --json` did."""

    status: int
    report: dict[str, Any]
    stdout: str
    stderr: str

    @property
    def failed(self) -> dict[str, dict[str, Any]]:
        """The tests that were not passed, by name."""
        return {test["name"]: test for test in self.report["tests"] if test["status"] != "passed"}


def command(name: str, *arguments: object, cwd: Path = ROOT, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run one of the installed commands."""
    words = [str(BIN / name), *(str(argument) for argument in arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, **options)
