"""`make benchmark`: how long grading takes, as ratios of commands run side by side on this machine.

Absolute seconds depend on the machine; what is worth remembering is the ratio. Each pair is run alternately, so that
whatever else the machine does falls on both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
HW = "hw2_optimizers"
RUNS = 5


def seconds(command: list[str], cwd: str) -> float:
    """Run a command and return its wall time."""
    started = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    """Compare `autograder grade` with stock `otter run` on the same zip and submission."""
    submission = str(ROOT / "solutions" / HW / "optimizers.py")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([str(BIN / "autograder"), "build", HW, "--out", folder], cwd=ROOT, check=True)
        ours = [str(BIN / "autograder"), "--root", str(ROOT), "grade", HW, submission]
        otter = [str(BIN / "otter"), "run", submission, "-a", f"{folder}/{HW}-autograder.zip", "--no-logo"]
        seconds(ours, folder)  # warm the disk's cache
        pairs = [(seconds(ours, folder), seconds(otter, folder)) for _ in range(RUNS)]
    grade, run = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"autograder grade  {grade:5.1f} s (median of {RUNS})")
    print(f"otter run         {run:5.1f} s")
    print(f"otter run takes {ratio:.2f} times as long")


if __name__ == "__main__":
    main()
