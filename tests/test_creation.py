"""`autograder new`: what it writes is an assignment at once, and nothing of anybody's is overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support import ROOT, command

PROJECT = ("README.md", "LICENSE", "pyproject.toml", "constraints.txt", "autograder", "student_template")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this project with one assignment."""
    for name in (*PROJECT, "assignments/hw2_optimizers", "solutions/hw2_optimizers"):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


@pytest.mark.banks
def test_a_new_assignment_is_clean_in_its_own_audit(project: Path):
    done = command("autograder", "new", "hw7_example", cwd=project)
    assert done.returncode == 0, done.stderr
    assert command("autograder", "sync", "--check", cwd=project).returncode == 0
    audit = project / "audit.json"
    parts = ("--only", "alternatives/*", "--only", "mistakes/*", "--only", "mutants/*")
    done = command("autograder", "audit", "hw7_example", *parts, "--json", audit, cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = json.loads(audit.read_text(encoding="utf-8"))
    assert {one["kind"] for one in found["submissions"]} == {"reference", "alternative", "stub", "mistake"}
    assert not [mutant for mutant in found["mutants"] if not mutant["failed"]]
    assert command("autograder", "build", "hw7_example", cwd=project).returncode == 0
    zips = {f"hw7_example-{kind}.zip" for kind in ("autograder", "student")}
    assert {path.name for path in (project / "dist").iterdir()} == zips
    written = [path.read_text(encoding="utf-8") for path in project.glob("*/hw7_example/**/*") if path.is_file()]
    assert not [text for text in written if "@MODULE@" in text or "@TITLE@" in text]


@pytest.mark.parametrize("name", ["", "../up", "hw7-example", "Hw7", "hw7_", "hw7_7up", "/tmp/x"])
def test_a_name_that_cannot_be_one_is_refused(name: str, project: Path):
    before = sorted(project.rglob("*"))
    done = command("autograder", "new", name, cwd=project)
    assert done.returncode == 2
    assert "hw7_example" in done.stderr
    assert sorted(project.rglob("*")) == before


def test_an_existing_assignment_stays_as_it_is(project: Path):
    before = {path: path.read_bytes() for path in project.glob("*/hw2_optimizers/*") if path.is_file()}
    done = command("autograder", "new", "hw2_optimizers", cwd=project)
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert before == {path: path.read_bytes() for path in project.glob("*/hw2_optimizers/*") if path.is_file()}
