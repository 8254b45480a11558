"""What a failed check says, as plain text that fits a phone screen."""

from __future__ import annotations

from dataclasses import replace

from autograder.testing.evidence import Evidence
from autograder.text import LINE, clean, clean_line

_INPUTS = 600  # of the inputs
_PRINTED, _LINES_KEPT = 2_000, 4  # of what was printed: characters, and lines at either end


def presentable(evidence: Evidence, *, reveal: bool = True) -> Evidence:
    """Return what of the evidence may be shown, as clean short text.

    Args:
        evidence: what is known of a failure.
        reveal: whether the expected value may be shown, and how far off the student's is.
    """

    def clean_part(text: str | None, length: int = LINE) -> str | None:
        return None if text is None else clean_line(text, length)

    note = evidence.note if reveal or not evidence.note_reveals else None
    notes = [clean_line(line) for line in (note or "").splitlines()[:3]]
    return replace(
        evidence,
        finding=clean_line(evidence.finding),
        yours=clean_part(evidence.yours),
        expected=clean_part(evidence.expected) if reveal else None,
        error=clean_part(evidence.error) if reveal else None,
        inputs=clean_part(evidence.inputs, _INPUTS),
        note="\n".join(notes) or None,
        printed=_few_lines(clean(evidence.printed or "", _PRINTED)) or None,
    )


def render(evidence: Evidence, *, handout: str | None = None, hint: str | None = None) -> str:
    """Return the message for a failed check.

    Args:
        evidence: of the failure, made `presentable`.
        handout: the section of the handout to point to; a hint names its own.
        hint: of the mistake that it looks like.
    """
    lines = [evidence.finding]
    if evidence.yours is not None:
        lines.append(f"  yours     {evidence.yours}")
    if evidence.expected is not None:
        lines.append(f"  expected  {evidence.expected}")
    if evidence.error:
        lines[-1] += f"    {evidence.error}"
    if evidence.inputs:
        lines.append(f"with {evidence.inputs}")
    if evidence.note:
        lines.append(evidence.note)
    if hint:
        lines.append(hint)
    elif handout and not evidence.says_all:
        lines.append(f'See the handout, "{handout}".')
    if evidence.printed:
        lines += ["Your code printed:", evidence.printed]
    return "\n".join(lines)


def _few_lines(text: str) -> str:
    """Return the first and the last lines of a long text; empty ones are left out."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if len(lines) > 2 * _LINES_KEPT + 1:
        # Not how many: the sandbox has kept the ends alone.
        lines[_LINES_KEPT:-_LINES_KEPT] = ["... more lines ..."]
    return "\n".join(lines)
