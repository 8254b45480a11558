"""`autograder grade` as its user runs it: scores, statuses, exit codes, and that no submission stops it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support import BIN, COURSE, ROOT, SOLUTIONS, Graded, are_gone, change, eventually, mistake

from autograder.course.assignment import Assignment
from autograder.course.bank import find_mistakes
from autograder.sandbox.layers.processes import descendants

Grade = Callable[..., Graded]
REFERENCE = (SOLUTIONS / "optimizers.py").read_text(encoding="utf-8")
SMALL = (COURSE / "solutions" / "hw0_torch" / "small.py").read_text(encoding="utf-8")


def test_the_reference_gets_every_point(grade: Grade):
    graded = grade(SOLUTIONS / "optimizers.py")
    assert graded.status == 0
    assert (graded.report["status"], graded.report["score"], graded.report["max_score"]) == ("graded", 100, 100)
    assert not graded.failed
    assert "100 / 100" in graded.stdout
    assert set(graded.report["isolation"]) >= {"rlimits"}
    for layer in graded.report["isolation"]:
        assert layer in graded.stdout.replace("\n", "")


def test_the_stub_gets_none_and_says_what_is_to_do(grade: Grade, hw2):
    graded = grade(hw2.stub)
    assert graded.status == 0
    assert graded.report["score"] == 0
    assert {test["status"] for test in graded.report["tests"]} == {"failed"}
    assert all("is not written yet" in test["output"] for test in graded.report["tests"])
    # Every test and question is in the report.
    names = [test["name"] for test in graded.report["tests"]]
    assert len(names) == len(set(names)) > 40
    for question in graded.report["questions"]:
        points = [test["max_score"] for test in graded.report["tests"] if test["question"] == question["name"]]
        assert sum(points) == question["max_score"]
    visibilities = {test["visibility"] for test in graded.report["tests"]}
    assert visibilities == {"visible", "after_due_date"}


def test_a_mistake_costs_its_question_and_is_explained(grade: Grade):
    graded = grade(mistake("adam_no_bias_correction"))
    assert {test["question"] for test in graded.failed.values()} == {"adam"}
    output = graded.failed["test_adam_first_step"]["output"]
    for words in (
        "the parameter after step 1, entry [0] is wrong",
        "yours ",
        "expected  0.99",
        "off by",
        "allowed",
        "lr=0.01",
        "handout",
    ):
        assert words in output
    assert "/" not in output
    assert "Traceback" not in output
    counterexample = graded.failed["test_adam_follows_algorithm_6"]["output"]
    assert "after step 1 of 1" in counterexample
    assert "start=[0.5]" in counterexample


def test_grading_twice_gives_the_same_report(grade: Grade, course: Path):
    centre = "def centre(x): print(object(), {int, str}); return x * torch.rand(())\ndef _centre("
    source = SMALL.replace("def centre(", centre)
    manifest = course / "assignments" / "hw0_torch" / "assignment.toml"
    change(manifest, "\nseconds = 2.0", "\nseconds = 20.0")  # or a busy machine ends the search for a small input
    change(manifest, "total_seconds = 10.0", "total_seconds = 100.0")
    first, second = grade(source, "hw0_torch", course), grade(source, "hw0_torch", course)
    for graded in (first, second):
        for part in (graded.report, *graded.report["tests"]):
            part.update(seconds=0, memory_mb=0)
    assert first.report == second.report
    assert first.failed["test_centre_of_two"]["status"] == "failed"


@pytest.mark.banks
@pytest.mark.parametrize(
    "name", ["adam_eps_inside_root", "sgd_one_buffer_for_all", "clip_norm_per_parameter", "rmsprop_keeps_generator"]
)
def test_a_mistake_loses_points_on_its_question_only(grade_here: Grade, hw2: Assignment, name: str):
    (known,) = (one for one in find_mistakes(hw2) if one.name == name)
    graded = grade_here(known.compose(), "hw2_optimizers", ROOT)
    assert known.caught_by in graded.failed
    assert {test["question"] for test in graded.failed.values()} == {known.question}


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("import os; os._exit(0)", "crashed"),
        ("while True: pass", "timeout"),
        ("import ctypes; ctypes.string_at(0)", "crashed"),
    ],
)
def test_a_submission_that_dies_or_hangs_on_import_gets_a_full_report(grade: Grade, source, status):
    graded = grade(source, "hw0_torch", COURSE)
    assert graded.status == 0
    assert graded.report["score"] == 0
    assert [test["status"] for test in graded.report["tests"]] == [status] * 4
    assert {test["seconds"] for test in graded.report["tests"]} == {0}  # it was imported once, not for each test
    assert "imported" in graded.report["tests"][0]["output"]
    assert ("belong below `if __name__" in graded.report["tests"][0]["output"]) == (status == "timeout")


def test_functions_that_loop_for_ever_cost_their_own_question(grade: Grade):
    graded = grade(SMALL.replace("return x - x.mean()", "while True: pass"), "hw0_torch", COURSE)
    assert {test["question"] for test in graded.failed.values()} == {"centre"}
    assert {test["status"] for test in graded.failed.values()} == {"timeout"}
    assert graded.report["score"] == 60


@pytest.mark.banks
def test_everything_looping_for_ever_still_gets_a_full_report(grade: Grade):
    names = "SGD = AdaGrad = RMSProp = Adam = clip_grad_value = clip_grad_norm"
    graded = grade(f"def loop(*_, **__):\n    while True: pass\n{names} = loop\n")
    assert graded.report["score"] == 0
    assert {test["status"] for test in graded.report["tests"]} == {"timeout"}


def test_a_refused_name_is_explained_and_costs_only_where_it_is_used(grade: Grade):
    source = REFERENCE.replace("import torch\n", "import torch\nimport torch.optim as optim\n")
    graded = grade(source + "\n\ndef Adam(params, **k): return optim.Adam(params, **k)\n")
    assert {test["question"] for test in graded.failed.values()} == {"adam"}
    assert "refused" in {test["status"] for test in graded.failed.values()}
    assert any("this assignment is to write the optimizers" in t["output"] for t in graded.failed.values())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f(:\n  pass", "plain.py, line 1"),
        ("x = 1\n\tif x:", "line 2"),
        ("", "empty"),
        ("import matplotlib_that_is_not_there", "No module named"),
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; sys.exit(0)", "SystemExit"),
        ("def attention(): pass", "does not define double"),
        (b"\x00\x01\x02", "not a text file"),
        (b"x = '\xe9\xe8'\n", "line 1"),
    ],
)
def test_what_cannot_be_graded_is_explained_and_still_reported_in_full(grade: Grade, source, said):
    graded = grade(source, "hw0_numpy", COURSE)
    assert graded.status == 3
    assert graded.report["status"] == "not_gradable"
    assert said in graded.report["message"]
    assert [(test["status"], test["score"]) for test in graded.report["tests"]] == [("not_run", 0)] * 2
    assert said in graded.stdout.replace("\n", " ").replace("  ", " ")
    assert graded.report["tests"][0]["title"][:30] not in graded.stdout  # nothing pushes the message out of sight


def test_a_file_that_is_not_there(grade: Grade, tmp_path: Path):
    graded = grade(tmp_path / "nothing.py")
    assert graded.status == 3
    assert "no file nothing.py" in graded.report["message"]


def test_an_unwritable_report_is_found_before_grading(hw2, tmp_path):
    from support import command

    done = command("autograder", "grade", hw2.name, hw2.stub, "--json", tmp_path / "no" / "report.json")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_other_forms_of_the_same_submission(grade: Grade, tmp_path: Path):
    import json
    import zipfile

    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "small.py").write_text(SMALL, encoding="utf-8")
    (tmp_path / "folder" / "torch.py").write_text("raise SystemExit", encoding="utf-8")
    (tmp_path / "folder" / "conftest.py").write_text("raise SystemExit", encoding="utf-8")
    (tmp_path / "folder" / ".venv").mkdir()
    for number in range(3_000):
        (tmp_path / "folder" / ".venv" / f"{number}.py").touch()
    with zipfile.ZipFile(tmp_path / "upload.zip", "w") as archive:
        archive.writestr("hw0/small.py", SMALL)
        archive.writestr("hw0/notes.txt", "mine")
    magic = "%matplotlib inline\n!pip install torch\nx = (7\n  % 3)\ny = x + 1  # is this right?\nassert y == 2\n"
    cells = [{"cell_type": "code", "source": magic}, {"cell_type": "code", "source": SMALL}]
    (tmp_path / "mine.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (tmp_path / "windows.py").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    for name in ("folder", "upload.zip", "mine.ipynb", "windows.py"):
        assert grade(tmp_path / name, "hw0_torch", COURSE).report["score"] == 100, name


def test_student_text_is_data(grade: Grade):
    says = 'raise ValueError("\\x1b[31m\\x07\\ud800" + "x" * 200_000)'
    graded = grade(SMALL.replace("return x - x.mean()", says), "hw0_torch", COURSE)
    assert {t["question"] for t in graded.failed.values()} == {"centre"}
    assert all(len(test["output"]) < 3_000 for test in graded.failed.values())
    assert "\x1b" not in graded.stdout


@pytest.mark.banks
@pytest.mark.parametrize(
    "source",
    [
        'def f(*_, **__): raise ValueError("lr momentum beta")\n'
        "SGD = AdaGrad = RMSProp = Adam = clip_grad_norm = clip_grad_value = f\n",
        "import autograder.sandbox.protocol.wire as w\nencode = w.encode\n"
        "w.encode = lambda r: encode({'number': r['number'], 'value': []} if 'number' in r else r)\nclass SGD: pass\n",
        "import autograder.sandbox.protocol.wire as w, torch\nencode, big = w.encode, torch.ones((6,) * 7)\n"
        "w.encode = lambda r: encode({'number': r['number'], 'value': [big]} if 'number' in r else r)\n"
        "class SGD: pass\n",
    ],
)
def test_answers_without_work_are_worth_nothing(grade: Grade, source: str):
    graded = grade(source)
    assert graded.status == 0
    assert graded.report["score"] == 0


@pytest.mark.parametrize(
    "use", ["bytearray(2 ** 30)", "torch.ones(2 ** 28)", "[b'x' * 10 ** 7 for _ in range(10 ** 4)]"]
)
def test_a_hungry_submission_is_stopped_at_its_limit_and_told_so(grade: Grade, use: str):
    source = f"import torch\ndef softmax(x, dim=-1):\n    return {use}\ndef centre(x): return x - x.mean()\n"
    graded = grade(source, "hw0_torch", COURSE)
    assert graded.status == 0
    assert {test["question"] for test in graded.failed.values()} == {"softmax"}
    assert all("ran out of memory; it may use 256 MB in a test" in t["output"] for t in graded.failed.values())


def test_a_slow_import_is_paid_from_the_time_of_all_tests_not_of_each(grade: Grade, course: Path):
    assert grade(f"import time\ntime.sleep(1)\n{SMALL}", "hw0_torch", course).report["score"] == 100
    slow = SMALL.replace("return x -", "time.sleep(1); return x -").replace("e = (x", "time.sleep(1); e = (x")
    manifest = course / "assignments" / "hw0_torch" / "assignment.toml"
    change(manifest, "total_seconds = 10.0", "total_seconds = 6.0")
    graded = grade(f"import time\ntime.sleep(0.6)\n{slow}", "hw0_torch", course)
    assert any("the 6 s for all tests together are used up" in test["output"] for test in graded.failed.values())


def test_a_grader_that_is_told_to_stop_leaves_nothing(tmp_path: Path):
    (tmp_path / "optimizers.py").write_text("while True: pass", encoding="utf-8")  # for ten seconds
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    words = [BIN / "autograder", "--root", ROOT, "grade", "hw2_optimizers", tmp_path / "optimizers.py"]
    for stop, left in ((signal.SIGTERM, []), (signal.SIGINT, []), (signal.SIGKILL, ["autograder-sandbox-"])):
        running = subprocess.Popen(
            list(map(str, words)), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert eventually(lambda pid: len(descendants(pid)) >= 2, running.pid)  # the zygote and a worker
        started = descendants(running.pid)
        running.send_signal(stop)
        _, errors = running.communicate(timeout=30)
        assert running.returncode == (-signal.SIGKILL if stop == signal.SIGKILL else 4), errors
        assert [path.name[: len("autograder-sandbox-")] for path in tmp_path.glob("autograder*")] == left
        assert eventually(are_gone, started)
    (tmp_path / "optimizers.py").write_text("x = 1", encoding="utf-8")
    subprocess.run(list(map(str, words)), env=environment, capture_output=True, check=False)
    assert not list(tmp_path.glob("autograder*"))  # what the killed one has left is gone as well
