"""Our own package as a wheel: what zips install, on a student's computer and in the container that grades."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import autograder

_SOURCE_DATE = "315532800"  # 1980-01-01: the same wheel whenever it is built


def build_wheel(out: Path) -> Path:
    """Build the wheel of the running package from its source into the folder `out`, and return its path.

    Raises:
        FileNotFoundError: the running package was not installed from its source.
        RuntimeError: the build failed; the message is the builder's.
    """
    source = Path(autograder.__file__).resolve().parents[1]
    if not (source / "pyproject.toml").is_file():
        raise FileNotFoundError(
            f"{source} has no pyproject.toml: zips are built from the project's own folder (pip install -e .)"
        )
    with tempfile.TemporaryDirectory() as folder:  # a build leaves files behind: not in the project
        copy = Path(folder)
        for name in ("pyproject.toml", "LICENSE"):
            shutil.copy(source / name, copy)
        shutil.copytree(source / "autograder", copy / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
        for path in copy.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)  # whatever the umask was when the project was cloned
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(copy)]
        environment = os.environ | {"SOURCE_DATE_EPOCH": _SOURCE_DATE}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise RuntimeError(f"the wheel could not be built:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    (wheel,) = out.glob("autograder-*.whl")
    return wheel
