"""The autograder zip under stock Otter: the same scores as `autograder grade`, and no student code in its kernel."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import dill
import pytest
from support import BIN, ROOT, SOLUTIONS, command

from autograder.assignment import Assignment
from autograder.bank import find_alternatives, find_mistakes
from autograder.grading import grade
from autograder.report import Report
from autograder.sandbox.host import Sandbox
from autograder.sandbox.isolation import why_no_uid
from autograder.sandbox.start import start_zygote

STUB = ROOT / "assignments" / "hw2_optimizers" / "optimizers.py"
FEW = [
    SOLUTIONS / "optimizers.py",
    STUB,
    SOLUTIONS / "alternatives" / "numpy_views.py",
    SOLUTIONS / "mistakes" / "adam_no_bias_correction.py",
]
BANK = [*sorted(SOLUTIONS.glob("alternatives/*.py")), *sorted(SOLUTIONS.glob("mistakes/*.py"))]


@pytest.fixture(scope="module")
def sandbox(hw2: Assignment):
    with Sandbox(start_zygote(hw2.refused)) as running:
        yield running


@pytest.fixture
def otter_run(zips: Path, tmp_path: Path):
    """Run stock `otter run` and return the scores that it gives, by test and by question."""

    def run(submission: Path) -> tuple[dict[str, float], dict[str, float], dict[str, Any]]:
        zip_path = zips / "hw2_optimizers-autograder.zip"
        environment = {"PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(tmp_path)}
        done = command(
            "otter", "run", submission, "-a", zip_path, "-o", tmp_path, "--no-logo", "-p", cwd=tmp_path, env=environment
        )
        assert done.returncode == 0, done.stdout + done.stderr
        results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
        with open(tmp_path / "results.pkl", "rb") as file:
            files = dill.load(file).results
        by_test = {
            outcome.test_case.name: outcome.test_case.points if outcome.passed else 0.0
            for file in files.values()
            for outcome in file.test_case_results
        }
        return by_test, {name: file.score for name, file in files.items()}, results

    return run


def scores(report: Report) -> dict[str, float]:
    return {test.name: test.score for test in report.tests}


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_otter_run_gives_the_scores_of_autograder_grade(path: Path, hw2: Assignment, sandbox, otter_run):
    report = grade(hw2, path, sandbox)
    by_test, by_question, _ = otter_run(path)
    assert by_test == scores(report)
    assert by_question == {question.name: question.score for question in report.questions}


@pytest.mark.parametrize("source", ["import os; os._exit(0)", "while True: pass", "import torch; torch.optim = None"])
def test_otter_run_never_executes_the_submission(source: str, tmp_path: Path, otter_run):
    marker = tmp_path / "executed"
    path = tmp_path / "submission" / "optimizers.py"
    path.parent.mkdir()
    path.write_text(f"open({str(marker)!r}, 'w')\n{source}\n", encoding="utf-8")
    by_test, _, _ = otter_run(path)
    assert len(by_test) > 40
    assert set(by_test.values()) == {0.0}
    assert not marker.exists()


def test_the_zip_is_the_same_whenever_it_is_built(zips: Path, tmp_path: Path):
    assert command("autograder", "build", "--out", tmp_path).returncode == 0
    for name in ("hw2_optimizers-autograder.zip", "hw2_optimizers-student.zip"):
        assert (tmp_path / name).read_bytes() == (zips / name).read_bytes()


def test_the_zip_has_what_gradescope_wants_at_its_root(zips: Path):
    with zipfile.ZipFile(zips / "hw2_optimizers-autograder.zip") as archive:
        names = archive.namelist()
        assert {"setup.sh", "run_autograder", "otter_config.json"} <= set(names)
        assert archive.read("run_autograder").startswith(b"#!")
        assert not [name for name in names if "alternatives" in name]


def test_run_autograder_writes_results_in_gradescopes_form(zips: Path, tmp_path: Path):
    from autograder.packaging import gradescope

    with zipfile.ZipFile(zips / "hw2_optimizers-autograder.zip") as archive:
        archive.extractall(tmp_path / "source")
    (tmp_path / "submission").mkdir()
    path = SOLUTIONS / "mistakes" / "clip_value_one_sided.py"
    (tmp_path / "submission" / "optimizers.py").write_bytes(path.read_bytes())
    assert gradescope.main(tmp_path, needs_uid=False) == 0
    results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == sum(test["score"] for test in results["tests"]) < 100
    assert {test["visibility"] for test in results["tests"]} == {"visible", "after_due_date"}
    assert {test["status"] for test in results["tests"]} == {"passed", "failed"}
    assert results["extra_data"]["isolation"]
    with open(tmp_path / "results" / "results.pkl", "rb") as file:
        assert dill.load(file).total == results["score"]


@pytest.mark.banks
@pytest.mark.parametrize("path", BANK, ids=lambda path: path.stem)
def test_the_whole_bank(path: Path, hw2: Assignment, sandbox, otter_run):
    """Alternatives get every point; a mistake loses points on its own question, on the test it names; Otter agrees."""
    report = grade(hw2, path, sandbox)
    failed = {test.name: test.question for test in report.tests if test.status != "passed"}
    if path.parent.name == "alternatives":
        assert report.score == 100, failed
    else:
        (known,) = (one for one in find_mistakes(hw2) if one.path == path)
        assert known.caught_by in failed
        assert set(failed.values()) == {known.question}
        assert report.score < 100
    assert otter_run(path)[0] == scores(report)


def test_there_are_enough_alternatives_and_mistakes(hw2: Assignment):
    mistakes = find_mistakes(hw2)
    assert len(find_alternatives(hw2)) >= 4
    assert len(mistakes) >= 14
    assert {mistake.question for mistake in mistakes} == {q.name for q in hw2.manifest.questions}


@pytest.mark.skipif(os.geteuid() != 0 or not why_no_uid(), reason="a user of its own is possible here")
def test_on_gradescope_nothing_is_graded_without_a_user_of_its_own(tmp_path: Path, zips: Path):
    from autograder.packaging import gradescope

    with zipfile.ZipFile(zips / "hw2_optimizers-autograder.zip") as archive:
        archive.extractall(tmp_path / "source")
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "optimizers.py").write_text("raise SystemExit", encoding="utf-8")
    assert gradescope.main(tmp_path) == 1
    results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == 0
    assert "not your fault" in results["output"]
    (told,) = results["tests"]
    assert told["visibility"] == "hidden"
    assert "without the layer 'uid'" in told["output"]
