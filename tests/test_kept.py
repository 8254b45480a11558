"""What an audit keeps for the next one: what has not changed, and nothing that a busy machine had a part in."""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from pathlib import Path
from typing import Any

import pytest
from support import change, command

HW = "hw0_torch"
pytestmark = pytest.mark.banks  # a dozen audits


@pytest.fixture
def audit(course: Path, tmp_path: Path):
    """Audit a few submissions, and return what the JSON says of the assignment."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")

    def run(*options: str, **more: str) -> dict[str, Any]:
        only = ["--only", "alternatives/*", "--only", "mistakes/centre_*", *options]
        found = tmp_path / "audit.json"
        done = command("autograder", "--root", course, "audit", HW, *only, "--json", found, env=environment | more)
        assert done.returncode in (0, 1), done.stderr
        return json.loads(found.read_text(encoding="utf-8"))[0]

    return run


def reports(tmp_path: Path) -> dict[str, dict[str, Any]]:
    with sqlite3.connect(next((tmp_path / "cache").glob("*/*.sqlite"))) as database:
        rows = database.execute("SELECT key, report FROM reports").fetchall()
    return {key: json.loads(zlib.decompress(report)) for key, report in rows}


def mark(tmp_path: Path) -> None:
    """Write into every report that it was kept."""
    with sqlite3.connect(next((tmp_path / "cache").glob("*/*.sqlite"))) as database:
        for key, report in reports(tmp_path).items():
            report["isolation"] = ["kept"]
            database.execute("UPDATE reports SET report = ? WHERE key = ?", (_packed(report), key))


def _packed(report: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(report).encode())


def test_what_has_not_changed_is_not_graded_again(audit, course, tmp_path):
    first = audit()
    assert first["isolation"] != ["kept"]
    mark(tmp_path)
    again = audit()
    assert again["isolation"] == ["kept"]
    assert [one["failed"] for one in again["submissions"]] == [one["failed"] for one in first["submissions"]]
    assert audit("--fresh")["isolation"] == first["isolation"]
    assert audit(CI="1")["isolation"] == first["isolation"]
    change(course / "solutions" / HW / "mistakes" / "centre_by_median.py", "median", "median")
    assert audit()["isolation"] == ["kept"]  # the same bytes
    change(course / "assignments" / HW / "assignment.toml", "Centring", "Centering")
    assert audit()["isolation"] == first["isolation"]
    assert all(report["isolation"] != ["kept"] for report in reports(tmp_path).values())  # what is old has gone


def test_what_ran_out_of_time_or_crashed_is_not_kept(audit, course, tmp_path):
    for name, does in {"centre_hangs": "while True: pass", "centre_exits": "import os; os._exit(0)"}.items():
        path = course / "solutions" / HW / "mistakes" / f"{name}.py"
        docstring = '"""A hint.\n\nQuestion: centre\nCaught by: test_centre_agrees\n"""'
        path.write_text(f"{docstring}\n\n\ndef centre(x):\n    {does}\n", encoding="utf-8")
    found = {one["name"]: one for one in audit()["submissions"]}
    assert "test_centre_agrees" in found["centre_hangs"]["failed"]
    kept = reports(tmp_path).values()
    assert kept
    assert {test["status"] for report in kept for test in report["tests"]} <= {"passed", "failed", "not_run"}


def test_a_file_that_is_no_database_costs_no_audit(audit, tmp_path):
    (tmp_path / "cache" / "autograder").mkdir(parents=True)
    (tmp_path / "cache" / "autograder" / "audit-reports-1.sqlite").write_text("something else " * 100)
    assert audit()["problems"] == []
