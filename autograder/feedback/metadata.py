"""What Gradescope says of an upload, `submission_metadata.json`: when it was handed in, when it was due, by how many.

The time of the upload decides, never the clock: a submission that is graded again a month later is not late for that.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.course.manifest import Late

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HandedIn:
    """One upload.

    Attributes:
        created_at: when it was handed in; None where Gradescope does not say so, or not in a way we can read.
        due_date: when it was due, for the student of the group who has the latest date; None if one has no deadline.
        late_due_date: the last moment at which it is accepted, likewise.
        group_size: how many students hand it in together.
        attempt: 1 for the first upload.
    """

    created_at: datetime | None = None
    due_date: datetime | None = None
    late_due_date: datetime | None = None
    group_size: int = 1
    attempt: int = 1

    @property
    def lateness(self) -> timedelta:
        """How late it is; 0 if it is not, or if nobody knows."""
        if self.created_at is None or self.due_date is None:
            return timedelta()
        return max(self.created_at - self.due_date, timedelta())

    def as_data(self) -> dict[str, Any]:
        """Return it for results.json."""
        dates = {"created_at": self.created_at, "due_date": self.due_date, "late_due_date": self.late_due_date}
        return {
            **{name: date.isoformat() if date else None for name, date in dates.items()},
            "late_seconds": round(self.lateness.total_seconds()),
            "group_size": self.group_size,
            "attempt": self.attempt,
        }


def read_metadata(path: Path) -> HandedIn:
    """Read the metadata of an upload. What is missing or makes no sense is left out: nobody loses a result for it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return HandedIn()
    users, before = _at(data, "users"), _at(data, "previous_submissions")
    return HandedIn(
        created_at=_date(_at(data, "created_at")),
        due_date=_latest(data, "due_date"),
        late_due_date=_latest(data, "late_due_date"),
        group_size=max(1, len(users)) if isinstance(users, list) else 1,
        attempt=len(before) + 1 if isinstance(before, list) else 1,
    )


def deduction(late: Late | None, handed_in: HandedIn) -> tuple[float, str]:
    """Return the share of the points that is taken off, and the sentence that says so; 0 and "" if none is.

    Every day begun after the due date counts, and none within the time of grace.
    """
    lateness = handed_in.lateness
    if late is None or lateness <= timedelta(minutes=late.grace_minutes):
        return 0.0, ""
    days = math.ceil(lateness / _DAY)
    percent = min(days * late.percent_per_day, late.at_most_percent)
    begun = f"{days} day{'s' if days > 1 else ''}"
    most = " No more than this is ever taken off." if percent < days * late.percent_per_day else ""
    return percent / 100, f"Handed in late, by up to {begun}: {percent:g} % of the points do not count.{most}"


def _at(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None


def _latest(data: Any, key: str) -> datetime | None:
    """Return the latest of the students' dates; None if one of them has none, which means no deadline.

    An extension stands in `users[].assignment`. A student without a date there, not even null, has the assignment's.
    """
    everybodys = _at(_at(data, "assignment"), key)
    users = _at(data, "users")
    dates = []
    for user in users if isinstance(users, list) and users else [None]:
        own = _at(user, "assignment")
        text = own[key] if isinstance(own, dict) and key in own else everybodys
        dates.append(None if text is None else _date(text) or _date(everybodys))
    known = [date for date in dates if date]
    return max(known) if len(known) == len(dates) else None


def _date(text: Any) -> datetime | None:
    """Return a moment; one without a time zone could be any of 26 hours, and is none."""
    try:
        date = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return date if date.tzinfo else None
