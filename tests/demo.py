"""`make demo`: grade a sample class through every autograder zip, by stock `otter run`, and show what came out.

The class of each assignment has four students: one wrote the reference, one nothing, one is right in another style, and
one made a mistake.
"""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support import BIN, ROOT, otter_run

from autograder.course.assignment import Assignment, find_assignments
from autograder.course.bank import Mistake, find_alternatives, find_mistakes

DIST = ROOT / "dist"
SHOWN = (
    "hw2_optimizers",
    "adam_no_bias_correction",
    "adam",
)  # whose feedback is printed: assignment, mistake, question


def sample_class(assignment: Assignment) -> dict[str, Path]:
    """Return four submissions by what they are."""
    return {
        "reference": assignment.reference,
        "stub": assignment.stub,
        "alternative": find_alternatives(assignment)[0],
        "mistake": written(find_mistakes(assignment)[0]),
    }


def written(mistake: Mistake) -> Path:
    """Return a mistake as a file that can be handed in."""
    path = DIST / "demo" / f"{mistake.name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(mistake.compose(), encoding="utf-8")
    return path


def score(assignment: Assignment, who: str, submission: Path) -> str:
    """Grade one by stock Otter and return its score."""
    out = DIST / "demo" / assignment.name / who
    out.mkdir(parents=True, exist_ok=True)
    try:
        otter_run(submission, DIST / f"{assignment.name}-autograder.zip", out)
    except RuntimeError as error:
        raise SystemExit(str(error)) from None
    tests = json.loads((out / "results.json").read_text(encoding="utf-8"))["tests"]
    return f"{sum(test['score'] for test in tests if 'score' in test):g}"


def main() -> None:
    """Grade and print."""
    assignments = find_assignments(ROOT)
    print("\nA sample class, graded by `otter run -a dist/HW-autograder.zip FILE`; points of 100:\n")
    print(f"  {'':<16}{'reference':>9}{'stub':>6}{'alternative':>13}{'mistake':>9}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        classes = [(one, sample_class(one)) for one in assignments]
        scores = [[pool.submit(score, one, who, path) for who, path in students.items()] for one, students in classes]
        for (one, students), row in zip(classes, scores, strict=True):
            points = [future.result() for future in row]
            columns = "".join(f"{text:>{width}}" for text, width in zip(points, (9, 6, 13, 9), strict=True))
            print(f"  {one.name:<16}{columns}  {students['mistake'].stem}", flush=True)
    hw, mistake, question = SHOWN
    page = DIST / "demo" / f"{mistake}.html"
    print(f"\nWhat a student reads (`autograder grade {hw} mistakes/{mistake}`):\n")
    command = [str(BIN / "autograder"), "grade", hw, f"mistakes/{mistake}", "--html", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    lines = done.stdout.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{question} "))
    print("\n".join(lines[start : start + 16]))
    print("  ...")
    print("\n".join(lines[-2:]))
    print(f"\nThe results lie in {DIST / 'demo'}, that student's page in {page}, the zips in {DIST}.")


if __name__ == "__main__":
    main()
