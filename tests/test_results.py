"""results.json: it has Gradescope's form whatever happened, and tells what the metadata and the manifest ask for."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import COURSE, mistake

from autograder.course.assignment import Assignment, find_assignment
from autograder.course.manifest import Late
from autograder.feedback.gradescope import failed, to_gradescope, unfinished
from autograder.feedback.metadata import HandedIn, deduction, read_metadata
from autograder.grading.run import grade
from autograder.sandbox.host import Sandbox

SCHEMA = json.loads((Path(__file__).parent / "gradescope.schema.json").read_text(encoding="utf-8"))
SMALL = COURSE / "solutions" / "hw0_torch"
METADATA = {
    "id": 123,
    "created_at": "2026-11-20T23:30:00.000000-08:00",
    "assignment": {
        "id": 7,
        "title": "hw0",
        "due_date": "2026-11-20T22:00:00.000000-08:00",
        "late_due_date": "2026-11-24T22:00:00.000000-08:00",
        "total_points": "100.0",
        "group_submission": True,
    },
    "users": [{"id": 1, "name": "A", "email": "a@x"}, {"id": 2, "name": "B", "email": "b@x"}],
    "previous_submissions": [{"submission_time": "2026-11-20T21:00:00-08:00", "score": 3.0}],
}


def metadata(tmp_path: Path, content: object = METADATA) -> HandedIn:
    path = tmp_path / "submission_metadata.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_metadata(path)


def valid(results: dict[str, Any]) -> dict[str, Any]:
    """Return what comes back from JSON, after checking its form."""
    again = json.loads(json.dumps(results, allow_nan=False))
    jsonschema.validate(again, SCHEMA)
    return dict(again)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param((SMALL / "small.py").read_text(encoding="utf-8"), id="reference"),
        pytest.param(mistake("softmax_overflows", "hw0_torch", COURSE), id="mistake"),
        pytest.param("import os\nos._exit(0)\n", id="exits"),
        pytest.param("def softmax(\n", id="not Python"),
        pytest.param(
            "def softmax(x, dim):\n    raise ValueError('\\ud800\\x1b[31m' * 99)\ncentre = 3\n", id="odd text"
        ),
    ],
)
def test_it_has_gradescopes_form(source: str, sandbox: Sandbox, tmp_path: Path):
    hw = find_assignment(COURSE, "hw0_torch")
    path = tmp_path / "small.py"
    path.write_text(source, encoding="utf-8")
    report = grade(hw, path, sandbox)
    results = valid(to_gradescope(report, hw, metadata(tmp_path)))
    assert results["score"] == report.score == sum(test["score"] for test in results["tests"])
    by_name = {test.name: test for test in report.tests}
    assert {test["extra_data"]["test"] for test in results["tests"]} == set(by_name)
    assert [test["number"] for test in results["tests"]] == ["1.1", "1.2", "2.1", "2.2"]
    for shown in results["tests"]:
        test = by_name[shown["extra_data"]["test"]]
        assert shown["extra_data"]["mistake"] == test.mistake
        assert (shown["extra_data"]["evidence"] is None) == (test.evidence is None)
    assert results["extra_data"]["isolation"] == list(report.isolation)
    assert results["extra_data"]["handed_in"]["attempt"] == 2
    assert results["extra_data"]["handed_in"]["group_size"] == 2
    assert "a@x" not in json.dumps(results)  # who they are is Gradescope's business


def test_it_has_gradescopes_form_before_there_is_a_result_and_without_one(sandbox: Sandbox):
    hw = find_assignment(COURSE, "hw0_torch")
    done = grade(hw, SMALL / "small.py", sandbox).tests[:3]
    assert len(valid(unfinished(hw, done))["tests"]) == 3
    assert valid(unfinished())["score"] == 0
    (error,) = valid(failed("Traceback ..."))["tests"]
    assert error["visibility"] == "hidden"


@pytest.mark.parametrize(
    ("created", "due", "late", "percent"),
    [
        ("2026-11-20T22:00:00-08:00", "2026-11-20T22:00:00-08:00", Late(percent_per_day=10), 0),
        ("2026-11-20T22:00:01-08:00", "2026-11-20T22:00:00-08:00", Late(percent_per_day=10), 10),
        ("2026-11-21T06:10:00+00:00", "2026-11-20T22:00:00-08:00", Late(percent_per_day=10, grace_minutes=10), 0),
        ("2026-11-21T06:11:00+00:00", "2026-11-20T22:00:00-08:00", Late(percent_per_day=10, grace_minutes=10), 10),
        ("2026-11-21T22:00:00-08:00", "2026-11-20T22:00:00-08:00", Late(percent_per_day=10), 10),
        ("2026-11-21T22:00:01-08:00", "2026-11-20T22:00:00-08:00", Late(percent_per_day=10), 20),
        ("2026-12-20T22:00:00-08:00", "2026-11-20T22:00:00-08:00", Late(percent_per_day=10, at_most_percent=50), 50),
        ("2026-12-20T22:00:00-08:00", "2026-11-20T22:00:00-08:00", None, 0),
        ("2026-12-20T22:00:00", "2026-11-20T22:00:00-08:00", Late(percent_per_day=10), 0),  # in which time zone?
        ("2026-12-20T22:00:00-08:00", None, Late(percent_per_day=10), 0),
    ],
)
def test_a_late_submission_loses_what_the_manifest_says(created, due, late, percent, tmp_path: Path):
    handed_in = metadata(tmp_path, {"created_at": created, "assignment": {"due_date": due}})
    share, sentence = deduction(late, handed_in)
    assert share == percent / 100
    assert (f"{percent} %" in sentence) if percent else not sentence


DUE, LATER, LATEST = (f"2026-11-{day}T22:00:00-08:00" for day in (20, 22, 24))


@pytest.mark.parametrize(
    ("users", "due"),
    [
        ([{"id": 1}], DUE),
        ([{"id": 1, "assignment": {"due_date": LATER}}], LATER),
        ([{"id": 1, "assignment": {"due_date": LATER}}, {"id": 2}], LATER),
        ([{"id": 1, "assignment": {"due_date": LATER}}, {"id": 2, "assignment": {"due_date": LATEST}}], LATEST),
        ([{"id": 1, "assignment": {"due_date": LATER}}, {"id": 2, "assignment": {"due_date": None}}], None),
        ([{"id": 1, "assignment": {"due_date": "soon"}}], DUE),
        ([{"id": 1, "assignment": {"release_date": LATER}}], DUE),
        ([{"id": 1, "assignment": "none"}, "nobody", 3], DUE),
        ([], DUE),
        ({"id": 1}, DUE),
    ],
)
def test_who_has_an_extension_is_late_only_after_it(users: object, due: str | None, tmp_path: Path):
    created = "2026-11-23T22:00:00-08:00"
    handed_in = metadata(tmp_path, {"created_at": created, "assignment": {"due_date": DUE}, "users": users})
    assert handed_in.due_date == (due and datetime.fromisoformat(due))
    days = {DUE: 3, LATER: 1, LATEST: 0, None: 0}[due]
    assert deduction(Late(percent_per_day=10), handed_in)[0] == days / 10


def test_a_late_submission_reads_what_it_lost(course: Path, sandbox: Sandbox, tmp_path: Path):
    manifest = course / "assignments" / "hw0_torch" / "assignment.toml"
    text = manifest.read_text(encoding="utf-8")
    hw = find_assignment(course, "hw0_torch")
    report = grade(hw, hw.reference, sandbox)
    assert valid(to_gradescope(report, hw, metadata(tmp_path)))["score"] == 100  # off by default
    manifest.write_text(f"{text}\n[late]\npercent_per_day = 20\ngrace_minutes = 15\n", encoding="utf-8")
    results = valid(to_gradescope(report, find_assignment(course, "hw0_torch"), metadata(tmp_path)))
    assert results["score"] == 80
    assert results["extra_data"]["score_before_deduction"] == 100
    assert "Handed in late, by up to 1 day: 20 % of the points do not count." in results["output"]


@given(
    content=st.recursive(
        st.none() | st.integers() | st.text() | st.just("2026-11-20T22:00:00-08:00"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["created_at", "assignment", "due_date", "users", "previous_submissions"]), inner
            )
        ),
        max_leaves=9,
    )
    | st.text()
)
def test_no_metadata_costs_a_result(content: object, tmp_path_factory: pytest.TempPathFactory):
    handed_in = metadata(tmp_path_factory.mktemp("metadata"), content)
    assert handed_in.attempt >= 1
    assert deduction(Late(percent_per_day=10), handed_in)[0] >= 0


def test_missing_and_broken_metadata_are_no_metadata(tmp_path: Path):
    assert read_metadata(tmp_path / "nothing.json") == HandedIn()
    assert metadata(tmp_path, "{") == HandedIn()


def test_the_leaderboard_shows_what_a_test_measured(course: Path, sandbox: Sandbox, tmp_path: Path):
    manifest = course / "assignments" / "hw0_torch" / "assignment.toml"
    hidden = course / "solutions" / "hw0_torch" / "hidden" / "test_centre.py"
    column = '\n[[leaderboard]]\nname = "Spread"\norder = "asc"\n'
    manifest.write_text(manifest.read_text(encoding="utf-8") + column, encoding="utf-8")
    old, new = "agrees(submission, reference, x):\n", "agrees(submission, reference, x, record_property):\n"
    text = hidden.read_text(encoding="utf-8").replace("test_centre_" + old, "test_centre_" + new)
    measure = '    record_property("Spread", 2.5)\n    record_property("Note", "not a number")\n'
    at = '"""centre is right on any tensor."""\n'
    hidden.write_text(text.replace(at, at + measure), encoding="utf-8")
    hw: Assignment = find_assignment(course, "hw0_torch")
    results = valid(to_gradescope(grade(hw, hw.reference, sandbox), hw))
    assert results["leaderboard"] == [{"name": "Spread", "value": 2.5, "order": "asc"}]
    (tmp_path / "small.py").write_text("def softmax(\n", encoding="utf-8")
    results = valid(to_gradescope(grade(hw, tmp_path / "small.py", sandbox), hw))
    assert results["leaderboard"] == [{"name": "Spread", "value": "-", "order": "asc"}]
