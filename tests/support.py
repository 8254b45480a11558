"""What tests share: the real commands, and the bank of submissions."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.course.assignment import find_assignment
from autograder.course.bank import find_in_bank

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SOLUTIONS = ROOT / "solutions" / "hw2_optimizers"
COURSE = ROOT / "tests" / "course"  # two small assignments, with and without torch
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass(frozen=True)
class Graded:
    """What came of grading: the report as `autograder grade --json` writes it, and what the command said."""

    report: dict[str, Any]
    status: int | None = None  # of the command, where it was one
    stdout: str = ""
    stderr: str = ""

    @property
    def failed(self) -> dict[str, dict[str, Any]]:
        """The tests that were not passed, by name."""
        return {test["name"]: test for test in self.report["tests"] if test["status"] != "passed"}


def command(name: str, *arguments: object, cwd: Path = ROOT, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run one of the installed commands."""
    words = [str(BIN / name), *(str(argument) for argument in arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, **options)


def otter_run(submission: Path, archive: Path, out: Path, *options: str, **process: Any) -> None:
    """Grade a submission by stock `otter run`; its results lie in `out` then.

    Jupyter picks the ports of Otter's kernel before the kernel takes them, so now and then another process has taken
    one in between (jupyter/nbconvert#1066). Nothing was graded then: it is run again.
    """
    for _ in range(3):
        done = command("otter", "run", submission, "-a", archive, "-o", out, "--no-logo", *options, **process)
        if "Address already in use" not in done.stderr:
            break
    if done.returncode:
        raise RuntimeError(f"otter run failed:\n{done.stdout}\n{done.stderr}")


def change(path: Path, before: str, after: str) -> None:
    """Replace a part of a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def mistake(name: str, hw: str = "hw2_optimizers", root: Path = ROOT) -> str:
    """Return a mistake of the bank as a whole module."""
    source = find_in_bank(find_assignment(root, hw), Path("mistakes") / name)
    assert source is not None
    return source.decode()


def eventually(condition: Callable[..., object], *arguments: object) -> bool:
    """Wait until something is true, and say whether it became so: a minute is enough on the slowest machine."""
    deadline = time.monotonic() + 60
    while not (holds := condition(*arguments)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(holds)


def are_gone(pids: list[int]) -> bool:
    """Tell whether none of the processes exists, not even as a zombie."""
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@contextmanager
def does_not_hang() -> Iterator[None]:
    """End what would take many minutes, or for ever. No measure of speed: what is done here takes seconds at most."""

    def stop(*_: object) -> None:
        pytest.fail("a minute has passed")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def open_browser(playwright: Playwright) -> Browser:
    """Start the system's Chromium, which runs as root in CI."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
