"""What we put into the autograder zip: it is read as it was written, or its error says what to do."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from support import COURSE

import autograder
from autograder.course.assignment import find_assignment
from autograder.packaging.bundle import BundleError, read_bundle, write_bundle
from autograder.packaging.wheel import build_wheel

HW = find_assignment(COURSE, "hw0_torch")


def unpacked(folder: Path, **changed: object) -> Path:
    for name, content in write_bundle(HW, "autograder.whl").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    note = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    (folder / "bundle.json").write_text(json.dumps(note | changed), encoding="utf-8")
    return folder


def test_it_holds_what_grading_needs_and_no_alternative(tmp_path: Path):
    assignment = read_bundle(unpacked(tmp_path))
    assert assignment.manifest == HW.manifest
    assert assignment.reference.is_file()
    assert assignment.handout.is_file()
    assert [path.name for path in assignment.public_tests] == ["test_small.py"]
    assert [path.name for path in assignment.hidden_files] == ["common.py", "test_centre.py", "test_softmax.py"]
    assert not (assignment.solutions / "alternatives").exists()


def test_another_format_is_named(tmp_path: Path):
    with pytest.raises(BundleError, match=r"has format 2, .* reads format 1: build the zip again"):
        read_bundle(unpacked(tmp_path, format=2))


@pytest.mark.parametrize("content", [None, "", "[]", "{}"])
def test_what_is_no_bundle_is_named(content: str | None, tmp_path: Path):
    if content is not None:
        (tmp_path / "bundle.json").write_text(content, encoding="utf-8")
    with pytest.raises(BundleError, match=r"bundle\.json cannot be read .* not a zip of `autograder build`"):
        read_bundle(tmp_path)


def test_the_wheel_has_the_version_of_the_package_and_its_templates(tmp_path: Path):
    wheel = build_wheel(tmp_path)
    assert wheel.name.startswith(f"autograder-{autograder.__version__}-")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    templates = ("audit/templates/audit.html", "feedback/templates/page.html", "packaging/templates/setup.sh")
    assert {f"autograder/{template}" for template in templates} <= names
    assert not [name for name in names if "course/templates" in name]
