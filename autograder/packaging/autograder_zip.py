"""The zip that an instructor uploads to Gradescope, made by `otter generate`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from autograder.assignment import MANIFEST, Assignment
from autograder.bank import find_mistakes
from autograder.grading import collect_tests
from autograder.packaging.archive import read_zip, write_zip
from autograder.packaging.otter_plugin import StudentCodeStaysOut
from autograder.report import TestResult

COURSE = "course"  # the folder in the zip that holds assignments/ and solutions/
TEMPLATES = Path(__file__).parent / "templates"

_TEST_FILE = '''\
"""Question {question}: made by `autograder build`. The tests themselves are in {course}/."""

from otter.test_files import test_case

from autograder.packaging.otter_session import check

OK_FORMAT = False
name = "{question}"
'''
_TEST_CASE = """

@test_case(name="{test.name}", points={test.max_score}, hidden={hidden})
def {test.name}():
    check("{test.name}")
"""


def build_autograder_zip(assignment: Assignment, wheel: Path, constraints: Path, out: Path) -> Path:
    """Write `<name>-autograder.zip` into the folder `out` and return its path.

    Args:
        assignment: with its solutions; its tests are checked against the manifest first.
        wheel: our own package.
        constraints: pinned versions of everything that the container installs.
        out: an existing folder.
    """
    tests = collect_tests(assignment)
    with tempfile.TemporaryDirectory() as folder:
        contents = _otter_generate(assignment, tests, Path(folder))
    # environment.yml and run_otter.py stay: nothing of ours uses them, but `otter grade` wants to find them.
    for template in ("setup.sh", "run_autograder"):
        contents[template] = (TEMPLATES / template).read_bytes()
    contents["constraints.txt"] = constraints.read_bytes()
    contents[wheel.name] = wheel.read_bytes()
    public, private = f"{COURSE}/assignments/{assignment.name}", f"{COURSE}/solutions/{assignment.name}"
    for file in (assignment.public / MANIFEST, assignment.public_tests, assignment.handout):
        contents[f"{public}/{file.name}"] = file.read_bytes()
    for file in (assignment.reference, assignment.hidden_tests):
        contents[f"{private}/{file.name}"] = file.read_bytes()
    for mistake in find_mistakes(assignment):  # they are recognised in what students hand in
        mistake.compose()  # one that does not fit the reference is found now, not on Gradescope
        contents[f"{private}/mistakes/{mistake.path.name}"] = mistake.path.read_bytes()
    contents["bundle.json"] = json.dumps(
        {"format": 1, "assignment": assignment.name, "version": assignment.manifest.version, "wheel": wheel.name}
    ).encode()
    return write_zip(out / f"{assignment.name}-autograder.zip", contents)


def write_dockerfile(archive: Path, hw: str) -> Path:
    """Write a Dockerfile beside an autograder zip, for an image that is built elsewhere, and return its path."""
    text = (TEMPLATES / "Dockerfile").read_text(encoding="utf-8")
    path = archive.with_name(f"{hw}.Dockerfile")
    path.write_text(text.replace("@ARCHIVE@", archive.name).replace("@HW@", hw), encoding="utf-8")
    return path


def _otter_generate(assignment: Assignment, tests: list[TestResult], folder: Path) -> dict[str, bytes]:
    from otter.generate import main as otter_generate

    for number, question in enumerate(assignment.manifest.questions, 1):
        text = _TEST_FILE.format(question=question.name, course=COURSE)
        for test in tests:
            if test.question == question.name:
                text += _TEST_CASE.format(test=test, hidden=test.visibility != "visible")
        (folder / f"{number:02d}_{question.name}.py").write_text(text, encoding="utf-8")
    plugin = f"{StudentCodeStaysOut.__module__}.{StudentCodeStaysOut.__name__}"
    config = {
        "lang": "python",
        "plugins": [{plugin: {"assignment": assignment.name}}],
        "show_hidden": assignment.manifest.feedback.hidden_tests != "hidden",
    }
    (folder / "otter_config.json").write_text(json.dumps(config), encoding="utf-8")
    path = folder / "generated.zip"
    otter_generate(
        tests_dir=str(folder),
        output_path=str(path),
        config=str(folder / "otter_config.json"),
        no_requirements=True,
        no_environment=True,
    )
    return read_zip(path)
