"""Reports that are kept between audits: what has not changed is not graded again.

A report belongs to a key made of everything that decides on it: the files of the assignment, our own package, the
versions of the libraries, what the layers of the sandbox depend on, and the submission. A report with a timeout or a
crash is never kept, since the machine may have had a part in it.

They lie in one SQLite file in the user's cache folder, whose name holds the version of its form. Deleting it costs
nothing but time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import autograder
from autograder.course.assignment import Assignment
from autograder.grading.pool import Job, Pool
from autograder.grading.report import Report

_FILE = "audit-reports-1.sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS reports (key TEXT PRIMARY KEY, assignment TEXT, content TEXT, report BLOB)"
_LIBRARIES = ("torch", "numpy", "gymnasium", "hypothesis", "pytest", "cloudpickle")


class Kept:
    """The reports of one assignment that are kept. Without a file, none are."""

    def __init__(self, assignment: Assignment, file: Path | None) -> None:
        """Read the assignment's files; they must not change while this is used."""
        self._assignment = assignment
        self._content = content_key(assignment)
        self._file = file

    def grade(
        self,
        pool: Pool,
        assignment: Assignment,
        jobs: Sequence[Job],
        on_report: Callable[[], None] = lambda: None,
    ) -> list[Report]:
        """Return the report of every job, graded by the pool where none is kept. See `Pool.grade`.

        Args:
            pool: grades.
            assignment: ours, perhaps in another version.
            jobs: what to grade.
            on_report: called for each report.
        """
        keys = [self._key(assignment, job) for job in jobs]
        reports = self._find(keys)
        for key in keys:
            if key in reports:
                on_report()
        missing = [k for k, key in enumerate(keys) if key not in reports]
        graded = pool.grade(assignment, [jobs[k] for k in missing], lambda *_: on_report())
        found = dict(zip(missing, graded, strict=True))
        self._keep((keys[k], report) for k, report in found.items())
        return [found[k] if k in found else reports[key] for k, key in enumerate(keys)]

    def _key(self, assignment: Assignment, job: Job) -> str:
        source = job.submission if isinstance(job.submission, bytes) else job.submission.read_bytes()
        asked = json.dumps([assignment.manifest.version, job.questions, job.explain, job.seconds])
        return hashlib.sha256(b"\0".join([self._content.encode(), asked.encode(), source])).hexdigest()

    def _find(self, keys: Iterable[str]) -> dict[str, Report]:
        found = {}
        with self._open() as database:
            for key in set(keys):
                if database is None:
                    break
                row = database.execute("SELECT report FROM reports WHERE key = ?", (key,)).fetchone()
                if row:
                    found[key] = Report.model_validate_json(zlib.decompress(row[0]))
        return found

    def _keep(self, reports: Iterable[tuple[str, Report]]) -> None:
        rows = [
            (key, str(self._assignment.public), self._content, zlib.compress(report.model_dump_json().encode()))
            for key, report in reports
            if all(test.status not in ("timeout", "crashed") for test in report.tests)
        ]
        with self._open() as database:
            if database and rows:
                database.execute(
                    "DELETE FROM reports WHERE assignment = ? AND content != ?",
                    (str(self._assignment.public), self._content),
                )
                database.executemany("INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?)", rows)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection | None]:
        """Yield the database; None where there is none, or where it cannot be used: an audit works without."""
        if self._file is None:
            yield None
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self._file)
            database.execute(_TABLE)
        except (OSError, sqlite3.Error):
            yield None
            return
        with contextlib.closing(database), contextlib.suppress(sqlite3.Error), database:
            yield database


def kept_file() -> Path | None:
    """Return where reports are kept; None in CI, which always starts fresh."""
    if os.environ.get("CI"):
        return None
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "autograder" / _FILE


def content_key(assignment: Assignment) -> str:
    """Return a hash of all that decides on a report, but for the submission."""
    key = hashlib.sha256()
    package = Path(autograder.__file__).parent
    for folder in (assignment.public, assignment.solutions, package):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            content = path.read_bytes()
            key.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode() + content)
    # What the layers of the sandbox depend on: the kernel, who we are, and where the interpreter lies.
    machine = [platform.platform(), platform.machine(), sys.version, sys.prefix, str(os.geteuid())]
    key.update("\0".join([*machine, *(f"{name} {version(name)}" for name in _LIBRARIES)]).encode())
    return key.hexdigest()
