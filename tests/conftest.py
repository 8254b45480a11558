"""Fixtures that all tests share."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings
from support import COURSE, ROOT, Graded, command

from autograder.course.assignment import Assignment, find_assignment
from autograder.grading import run as grading
from autograder.sandbox.host import Sandbox
from autograder.sandbox.start import start_zygote_for


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="skip a test as soon as it starts a process")
    parser.addoption("--whole", action="store_true", help="take whole banks where CI takes samples")


def pytest_configure(config: pytest.Config) -> None:
    """Give every run the same examples, and no deadline: at home as in CI; a quick run has fewer."""
    settings.register_profile("quick", settings.get_profile("ci"), max_examples=10)
    settings.load_profile("quick" if config.getoption("quick") else "ci")


@pytest.fixture(autouse=True, scope="session")
def quick(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--quick`, skip a test as soon as it starts a process: a command or a sandbox. Little else takes long."""

    def skip(*_: object, **__: object) -> NoReturn:
        pytest.skip("it starts a process")

    with pytest.MonkeyPatch.context() as patch:
        if request.config.getoption("quick"):
            patch.setattr(subprocess, "Popen", skip)
        yield


@pytest.fixture(scope="session")
def hw2() -> Assignment:
    """The assignment that most tests use."""
    return find_assignment(ROOT, "hw2_optimizers")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the small course, to be changed."""
    return Path(shutil.copytree(COURSE, tmp_path / "course"))


def as_file(submission: Path | str | bytes, folder: Path) -> Path:
    """Return a submission that is a file, written if it is a source text."""
    if isinstance(submission, Path):
        return submission
    path = folder / "submission.py"
    path.write_bytes(submission if isinstance(submission, bytes) else submission.encode())
    return path


@pytest.fixture
def grade(tmp_path: Path):
    """Run the real command on a file, or on source text, and return what it did."""

    def run(submission: Path | str | bytes, hw: str = "hw2_optimizers", root: Path = ROOT) -> Graded:
        submission = as_file(submission, tmp_path)
        out = tmp_path / "report.json"
        done = command("autograder", "grade", hw, submission, "--json", out, cwd=root)
        report = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
        return Graded(report, done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def sandboxes() -> Iterator[Callable[[Path, str], tuple[Assignment, Sandbox]]]:
    """Give an assignment, and its sandbox for the whole run."""
    with ExitStack() as stack:

        @functools.cache
        def start(root: Path, hw: str) -> tuple[Assignment, Sandbox]:
            assignment = find_assignment(root, hw)
            return assignment, stack.enter_context(Sandbox(start_zygote_for(assignment)))

        yield start


@pytest.fixture(scope="session")
def sandbox(sandboxes) -> Sandbox:
    """Where submissions to the small assignment with torch run."""
    return sandboxes(COURSE, "hw0_torch")[1]


@pytest.fixture
def grade_here(tmp_path: Path, sandboxes):
    """Grade a file, or a source text, in this process, where the command would add nothing but its start."""

    def run(submission: Path | str, hw: str = "hw0_torch", root: Path = COURSE) -> Graded:
        assignment, sandbox = sandboxes(root, hw)
        report = grading.grade(assignment, as_file(submission, tmp_path), sandbox)
        return Graded(report.model_dump(mode="json"))

    return run


@pytest.fixture(scope="session")
def zips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both zips of hw2, as `autograder build` makes them."""
    out = tmp_path_factory.mktemp("dist")
    done = command("autograder", "build", "hw2_optimizers", "--out", out, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return out
