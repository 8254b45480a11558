"""The Otter plugin that keeps a student's code out of Otter's kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from otter.plugins import AbstractOtterPlugin


class StudentCodeStaysOut(AbstractOtterPlugin):  # type: ignore[misc]  # Otter has no type hints
    """Replaces the submission that Otter is about to execute by one cell that grades it in our sandbox."""

    def before_execution(self, submission: Any) -> Any:
        """Return a notebook of one cell of ours, whatever the submission is."""
        submitted = Path(self.submission_path)
        source = submitted.parent.parent / "source"
        cell = (
            "from autograder.packaging.otter_session import open_session\n"
            f"open_session({str(source)!r}, {str(submitted)!r})"
        )
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
