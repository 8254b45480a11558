"""What tests hand in: a file, a zip, a notebook; and the message for what cannot be graded."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from autograder.submissions.reading import read_submission
from autograder.submissions.source import NotGradable

SOURCE = b"def f():\n    return 1\n"


def refusal(path: Path) -> str:
    """Return the message for what cannot be graded: one short line that says what to hand in."""
    with pytest.raises(NotGradable) as caught:
        read_submission(path, "optimizers.py")
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 600
    assert any(word in message for word in ("Hand in", "hand in", "Save", "Clear"))
    assert "Error" not in message
    return message


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(path: Path, members: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    return path


def notebook(path: Path, *cells: object) -> Path:
    return written(path, json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}).encode())
