"""An assignment's test files: several public and hidden ones, their order, and what the hidden ones share."""

from __future__ import annotations

import shutil
import sys
import types
import zipfile
from pathlib import Path

import pytest
from support import COURSE, change

from autograder.course.assignment import Assignment, find_assignment
from autograder.grading.run import collect_tests, grade
from autograder.grading.session import GraderError, with_tests
from autograder.packaging.student_zip import build_student_zip

HW = "hw0_torch"
ONE_MORE = '''
import torch

from autograder.testing import question, same


@question("centre", points={points})
def test_centre_of_{name}(submission):
    """Three equal entries become zeros."""
    same(submission.centre(torch.ones(3)), torch.zeros(3), inputs="x = [1, 1, 1]")
'''


@pytest.fixture
def hidden(course: Path) -> Path:
    """The folder with the hidden tests of an assignment that may be changed."""
    return course / "solutions" / HW / "hidden"


@pytest.fixture
def hw(course: Path) -> Assignment:
    """That assignment."""
    return find_assignment(course, HW)


def test_every_public_file_is_graded_and_given_to_students(hw: Assignment, sandbox, tmp_path: Path):
    change(hw.public / "test_small.py", '@question("centre", points=20)', '@question("centre", points=12)')
    (hw.public / "test_more.py").write_text(ONE_MORE.format(name="equals", points=8), encoding="utf-8")
    report = grade(hw, hw.reference, sandbox)
    assert report.score == 100
    shown = [test.name for test in report.tests if test.visibility == "visible"]
    assert shown == ["test_centre_of_equals", "test_softmax_of_equal_entries", "test_centre_of_two"]
    wheel, templates = tmp_path / "autograder.whl", tmp_path / "templates"
    wheel.touch()
    templates.mkdir()
    with zipfile.ZipFile(build_student_zip(hw, wheel, templates, tmp_path)) as archive:
        names = set(archive.namelist())
    assert names >= {f"{HW}/test_small.py", f"{HW}/test_more.py"}
    assert not [name for name in names if "hidden" in name or "common" in name]


def test_hidden_files_come_in_the_order_of_the_questions_and_others_after_them(hw: Assignment, hidden: Path):
    change(hidden / "test_centre.py", "points=20", "points=18")
    for name in ("zeros", "any"):
        (hidden / f"test_{name}.py").write_text(ONE_MORE.format(name=name, points=1), encoding="utf-8")
    names = [test.name for test in collect_tests(hw) if test.visibility != "visible"]
    assert names == ["test_softmax_agrees", "test_centre_agrees", "test_centre_of_any", "test_centre_of_zeros"]


@pytest.mark.parametrize(("kind", "folder"), [("public", f"assignments/{HW}"), ("hidden", f"solutions/{HW}/hidden")])
def test_missing_tests_are_named(course: Path, hw: Assignment, kind: str, folder: str):
    for path in (course / folder).glob("test_*.py"):
        path.unlink()
    with pytest.raises(GraderError, match=rf"^{HW} has no {kind} tests: there is no test_\*\.py in .*{folder}$"):
        collect_tests(hw)
    if kind == "hidden":
        shutil.rmtree(course / folder)
        with pytest.raises(GraderError, match="has no hidden tests"):
            collect_tests(hw)


def test_two_hidden_files_share_a_scenario_and_a_scenario_may_call_a_shared_helper(hw, hidden, sandbox, tmp_path):
    helper = '\n\ndef halved(x):\n    """A secret word."""\n    return x / 2\n'
    common = hidden / "common.py"
    common.write_text(common.read_text(encoding="utf-8") + helper, encoding="utf-8")
    own = "import halved, gradient\n\n\n@scenario\ndef half(student, x):\n    return halved(student.softmax(x))\n"
    change(hidden / "test_softmax.py", "import gradient\n", own)
    change(hidden / "test_softmax.py", "question, some", "question, scenario, some")
    change(
        hidden / "test_softmax.py",
        "    agrees(gradient",
        "    agrees(half, submission, reference, x)\n    agrees(gradient",
    )
    assert grade(hw, hw.reference, sandbox).score == 100
    wrong = tmp_path / "small.py"
    wrong.write_text(hw.reference.read_text(encoding="utf-8").replace("x.mean()", "x.mean().detach()"))
    failed = [test for test in grade(hw, wrong, sandbox).tests if test.status != "passed"]
    assert [test.name for test in failed] == ["test_centre_agrees"]


def test_assignments_that_are_tested_in_one_process_have_a_common_of_their_own(course: Path):
    for part in ("assignments", "solutions"):
        shutil.copytree(course / part / HW, course / part / "hw1_torch")
    other = course / "solutions" / "hw1_torch" / "hidden"
    change(other / "common.py", "def gradient(", "def slope(")
    for path in other.glob("test_*.py"):
        change(path, "gradient", "slope")
    first, second = (find_assignment(course, name) for name in (HW, "hw1_torch"))
    for assignment in (first, second, first):
        assert len(collect_tests(assignment)) == 4
    # And one while the other one is tested.
    before = list(sys.path)
    assert with_tests(first, lambda tests: [_common(), len(collect_tests(second)), _common()]) == [
        str(first.hidden / "common.py"),
        4,
        str(first.hidden / "common.py"),
    ]
    assert sys.path == before


def _common() -> str | None:
    return sys.modules["common"].__file__


@pytest.mark.parametrize("content", ["", "1 / 0", "import nothing_of_this_name"])
def test_whatever_becomes_of_common_nothing_of_it_is_left(content, hw, hidden, monkeypatch):
    somebody_elses = types.ModuleType("common")
    monkeypatch.setitem(sys.modules, "common", somebody_elses)
    change(hidden / "common.py", "import torch\n", f"import torch\n{content}\n")
    path = list(sys.path)
    if content:
        with pytest.raises(GraderError, match=r"a test file cannot be used:[^$]*common\.py"):
            collect_tests(hw)
    else:
        collect_tests(hw)
    assert sys.modules["common"] is somebody_elses
    files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
    assert not [file for file in files if Path(file).is_relative_to(hidden.parents[2])]
    assert sys.path == path


def test_a_module_cannot_be_sent_with_a_scenario(hw, hidden, sandbox):
    change(
        hidden / "test_softmax.py",
        "from common import gradient",
        "import common\nfrom autograder.testing import scenario",
    )
    change(
        hidden / "test_softmax.py",
        "@question",
        "@scenario\ndef gradient(student, *args):\n    return common.gradient(student, *args)\n\n\n@question",
    )
    with pytest.raises(GraderError, match=r"the scenario gradient cannot be sent .* by `from common import"):
        grade(hw, hw.reference, sandbox)


def test_the_course_is_as_the_others_are():
    assert [path.name for path in find_assignment(COURSE, HW).hidden_tests] == ["test_softmax.py", "test_centre.py"]
