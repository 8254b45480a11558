"""`make benchmark`: processor seconds for one submission: by the engine, by `autograder grade`, by stock `otter run`.

Absolute seconds depend on the machine; what is worth remembering is the ratio within one run. The bank of hw2 is graded
as a class would be: all of it by one command, on all processors. A sample of it is graded one by one, by our command
and by Otter's, in turn. Processor time is that of a command and of all processes below it.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from autograder.course.assignment import find_assignment
from autograder.course.bank import find_alternatives, find_mistakes

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
HW = "hw2_optimizers"
SAMPLE = 9  # submissions that are graded one by one


def main() -> None:
    """Measure, and print the figures and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        files = write_bank(Path(folder))
        archive = Path(folder) / f"{HW}-autograder.zip"
        subprocess.run([BIN / "autograder", "build", HW, "--out", folder], cwd=ROOT, check=True)
        grade = [BIN / "autograder", "--root", ROOT, "grade", HW]
        otter = [BIN / "otter", "run", "-a", archive, "--no-logo"]
        spent([*grade, files[0]], folder)  # warm the disk's cache
        sample = files[:: len(files) // SAMPLE][:SAMPLE]
        pairs = [(spent([*grade, file], folder), spent([*otter, file], folder)) for file in sample]
        started = time.perf_counter()
        together = spent([*grade, *files], folder) / len(files)
        wall = time.perf_counter() - started
    alone, by_otter = (statistics.mean(column) for column in zip(*pairs, strict=True))
    print(f"processor seconds for one submission to {HW}; {len(files)} together, {len(sample)} one by one")
    print(f"  autograder grade FILE...   {together:6.2f}    ({wall:.0f} s for all, on {os.cpu_count()} processors)")
    print(f"  autograder grade FILE      {alone:6.2f}    {alone / together:.1f} times as much")
    print(f"  stock otter run FILE       {by_otter:6.2f}    {by_otter / together:.1f} times as much")


def write_bank(folder: Path) -> list[Path]:
    """Write the reference, the alternatives and the mistakes as whole files, each into a folder of its own."""
    assignment = find_assignment(ROOT, HW)
    sources = [path.read_bytes() for path in (assignment.reference, *find_alternatives(assignment))]
    sources += [mistake.compose().encode() for mistake in find_mistakes(assignment)]
    files = []
    for number, source in enumerate(sources):
        files.append(folder / f"{number:03d}" / assignment.manifest.module)
        files[-1].parent.mkdir()
        files[-1].write_bytes(source)
    return files


def spent(command: Sequence[str | Path], cwd: str) -> float:
    """Run a command and return the processor time that it took, with all processes that it has started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
