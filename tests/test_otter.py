"""The autograder zip under stock Otter: the same scores as `autograder grade`, and no student code in its kernel."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import dill
import pytest
from support import BIN, ROOT, SOLUTIONS, command, mistake, otter_run

from autograder.course.assignment import Assignment, find_assignments
from autograder.course.bank import find_alternatives, find_mistakes
from autograder.grading.report import Report
from autograder.grading.run import grade
from autograder.packaging.autograder_zip import write_dockerfile
from autograder.sandbox.host import Sandbox
from autograder.sandbox.layers.isolation import why_no_uid
from autograder.sandbox.start import start_zygote_for

ZIP = "hw2_optimizers-autograder.zip"
FEW = {
    "reference": (SOLUTIONS / "optimizers.py").read_text(encoding="utf-8"),
    "mistake": mistake("adam_no_bias_correction"),
}


@pytest.fixture(scope="session")
def sandbox(sandboxes) -> Sandbox:
    return sandboxes(ROOT, "hw2_optimizers")[1]


@pytest.fixture(scope="module")
def every_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both zips of every assignment."""
    out = tmp_path_factory.mktemp("all")
    done = command("autograder", "build", "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def scores_of_otter(archive: Path, submission: Path, out: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Run stock `otter run` and return the scores that it gives, by test and by question."""
    otter_run(submission, archive, out, "-p", cwd=out, env={"PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(out)})
    with open(out / "results.pkl", "rb") as file:
        files = dill.load(file).results
    by_test = {
        outcome.test_case.name: outcome.test_case.points if outcome.passed else 0.0
        for file in files.values()
        for outcome in file.test_case_results
    }
    return by_test, {name: file.score for name, file in files.items()}


def scores(report: Report) -> dict[str, float]:
    return {test.name: test.score for test in report.tests}


@pytest.mark.parametrize("source", FEW.values(), ids=FEW)
def test_otter_run_gives_the_scores_of_autograder_grade(source: str, hw2: Assignment, sandbox, zips, tmp_path):
    path = tmp_path / "optimizers.py"
    path.write_text(source, encoding="utf-8")
    report = grade(hw2, path, sandbox)
    by_test, by_question = scores_of_otter(zips / ZIP, path, tmp_path)
    assert by_test == scores(report)
    assert by_question == {question.name: question.score for question in report.questions}


@pytest.mark.parametrize("source", ["import os; os._exit(0)"])
def test_otter_run_never_executes_the_submission(source: str, tmp_path: Path, zips: Path):
    marker = tmp_path / "executed"
    path = tmp_path / "submission" / "optimizers.py"
    path.parent.mkdir()
    path.write_text(f"open({str(marker)!r}, 'w')\n{source}\n", encoding="utf-8")
    by_test, _ = scores_of_otter(zips / ZIP, path, tmp_path)
    assert len(by_test) > 40
    assert set(by_test.values()) == {0.0}
    assert not marker.exists()


@pytest.mark.banks
def test_the_zip_is_the_same_whenever_it_is_built(zips: Path, tmp_path: Path):
    assert command("autograder", "build", "hw2_optimizers", "--out", tmp_path).returncode == 0
    for name in ("hw2_optimizers-autograder.zip", "hw2_optimizers-student.zip"):
        assert (tmp_path / name).read_bytes() == (zips / name).read_bytes()


def test_the_zip_has_what_gradescope_wants_at_its_root(zips: Path):
    with zipfile.ZipFile(zips / ZIP) as archive:
        names = archive.namelist()
        assert {"setup.sh", "run_autograder", "otter_config.json"} <= set(names)
        assert archive.read("run_autograder").startswith(b"#!")
        assert not [name for name in names if "alternatives" in name]


def test_a_dockerfile_does_what_gradescope_does_with_the_zip(zips: Path, tmp_path: Path):
    """Its commands are run here with the last one, setup.sh, left out: there is no Docker to try it all."""
    shutil.copy(zips / ZIP, tmp_path)
    path = write_dockerfile(tmp_path / ZIP, "hw2_optimizers")
    assert path.name == "hw2_optimizers.Dockerfile"
    (copied, target), run = dockerfile(path.read_text(encoding="utf-8"))
    assert (tmp_path / copied).exists()
    run = re.sub(r"(?<= )/(?=tmp|autograder)", f"{tmp_path}/", run)
    (tmp_path / "tmp").mkdir()
    shutil.copy(tmp_path / copied, f"{tmp_path}{target}")
    before, setup, _ = run.partition("bash ")
    assert setup
    subprocess.run(["bash", "-ec", before.rstrip(" &")], check=True)
    assert os.access(tmp_path / "autograder" / "run_autograder", os.X_OK)
    assert (tmp_path / "autograder" / "source" / "setup.sh").exists()


def dockerfile(text: str) -> tuple[list[str], str]:
    """Return the words of COPY and the command of RUN."""
    (copy,) = (line.split()[1:] for line in text.splitlines() if line.startswith("COPY "))
    return copy, text.partition("\nRUN ")[2].replace("\\\n", " ")


def test_run_autograder_writes_results_in_gradescopes_form(zips: Path, tmp_path: Path):
    from autograder.packaging import run_autograder

    with zipfile.ZipFile(zips / ZIP) as archive:
        archive.extractall(tmp_path / "source")
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "optimizers.py").write_text(mistake("clip_value_one_sided"), encoding="utf-8")
    assert run_autograder.main(tmp_path, needs_uid=False) == 0
    results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == sum(test["score"] for test in results["tests"]) < 100
    assert {test["visibility"] for test in results["tests"]} == {"visible", "after_due_date"}
    assert {test["status"] for test in results["tests"]} == {"passed", "failed"}
    assert results["extra_data"]["isolation"]
    with open(tmp_path / "results" / "results.pkl", "rb") as file:
        assert dill.load(file).total == results["score"]


def sample() -> Iterator[tuple[Assignment, str]]:
    """Yield from each assignment the reference, and a mistake in its first and its last question."""
    for assignment in find_assignments(ROOT):
        yield assignment, assignment.reference.read_text(encoding="utf-8")
        for question in (assignment.manifest.questions[0], assignment.manifest.questions[-1]):
            yield assignment, next(m for m in find_mistakes(assignment) if m.question == question.name).compose()


@pytest.mark.banks
@pytest.mark.parametrize(
    ("assignment", "source"), list(sample()), ids=lambda one: one.name if isinstance(one, Assignment) else ""
)
def test_otter_run_agrees_on_every_assignment(assignment: Assignment, source: str, every_zip: Path, tmp_path: Path):
    path = tmp_path / assignment.manifest.module
    path.write_text(source, encoding="utf-8")
    with Sandbox(start_zygote_for(assignment)) as sandbox:
        report = grade(assignment, path, sandbox)
    assert scores_of_otter(every_zip / f"{assignment.name}-autograder.zip", path, tmp_path)[0] == scores(report)


@pytest.mark.parametrize("assignment", find_assignments(ROOT), ids=lambda assignment: assignment.name)
def test_there_are_enough_alternatives_and_mistakes(assignment: Assignment):
    mistakes = find_mistakes(assignment)
    assert len(find_alternatives(assignment)) >= 4
    assert len(mistakes) >= 12
    assert {mistake.question for mistake in mistakes} == {q.name for q in assignment.manifest.questions}


@pytest.mark.skipif(os.geteuid() != 0 or not why_no_uid(), reason="a user of its own is possible here")
def test_on_gradescope_nothing_is_graded_without_a_user_of_its_own(tmp_path: Path, zips: Path):
    from autograder.packaging import run_autograder

    with zipfile.ZipFile(zips / ZIP) as archive:
        archive.extractall(tmp_path / "source")
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "optimizers.py").write_text("raise SystemExit", encoding="utf-8")
    assert run_autograder.main(tmp_path) == 1
    results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == 0
    assert "not your fault" in results["output"]
    (told,) = results["tests"]
    assert told["visibility"] == "hidden"
    assert "without the layer 'uid'" in told["output"]
