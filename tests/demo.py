"""`make demo`: grade four submissions through the autograder zip, by stock `otter run`, and show what came out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
HW = "hw2_optimizers"
SOLUTIONS = ROOT / "solutions" / HW
SUBMISSIONS = {
    "reference": SOLUTIONS / "optimizers.py",
    "untouched stub": ROOT / "assignments" / HW / "optimizers.py",
    "alternative": SOLUTIONS / "alternatives" / "numpy_views.py",
    "mistake": SOLUTIONS / "mistakes" / "adam_no_bias_correction.py",
}


def main() -> None:
    """Grade and print."""
    print(f"\n{HW}, graded by `otter run -a dist/{HW}-autograder.zip`:\n")
    for name, path in SUBMISSIONS.items():
        out = ROOT / "dist" / "demo" / name.replace(" ", "_")
        out.mkdir(parents=True, exist_ok=True)
        zip_path = ROOT / "dist" / f"{HW}-autograder.zip"
        command = [BIN / "otter", "run", path, "-a", zip_path, "-o", out, "--no-logo"]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"otter run failed:\n{done.stdout}\n{done.stderr}")
        results = json.loads((out / "results.json").read_text(encoding="utf-8"))
        scores = [test for test in results["tests"] if "score" in test]
        score, possible = sum(t["score"] for t in scores), sum(t["max_score"] for t in scores)
        print(f"  {name:<15} {score:5g} / {possible:g}   {path.relative_to(ROOT)}")
    print(f"\nWhat the student with the mistake reads (`autograder grade {HW} FILE`):\n")
    command = [str(BIN / "autograder"), "grade", HW, str(SUBMISSIONS["mistake"])]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    lines = done.stdout.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("adam "))
    print("\n".join(lines[start : start + 16]))
    print("  ...")
    print("\n".join(lines[-2:]))
    print(f"\nThe results lie in {ROOT / 'dist' / 'demo'}, the zips in {ROOT / 'dist'}.")


if __name__ == "__main__":
    main()
