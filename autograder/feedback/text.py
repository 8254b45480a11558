"""A failure as plain text that fits a phone screen."""

from __future__ import annotations

import re
import unicodedata

from autograder.testing.evidence import Evidence

_LINE = 400  # characters of one line of a message
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


def render(evidence: Evidence, *, handout: str | None = None, reveal: bool = True) -> str:
    """Return the message for a failed check.

    Args:
        evidence: what is known of the failure.
        handout: the section of the handout to point to.
        reveal: whether the expected value may be shown.
    """
    lines = [clean_line(evidence.finding)]
    if evidence.yours is not None:
        lines.append(f"  yours     {clean_line(evidence.yours)}")
    if evidence.expected is not None and reveal:
        lines.append(f"  expected  {clean_line(evidence.expected)}")
    if evidence.error:
        lines[-1] += f"    {evidence.error}"
    if evidence.inputs:
        lines.append(f"with {clean_line(evidence.inputs, 600)}")
    if evidence.note:
        lines += [clean_line(line) for line in evidence.note.splitlines()[:3]]
    if handout and not evidence.says_all:
        lines.append(f'See the handout, "{handout}".')
    return "\n".join(lines)


def clean_line(text: str, length: int = _LINE) -> str:
    """Return a student's text as one line: no control characters, no memory addresses, not too long."""
    return clean(text.replace("\n", " ").replace("\r", " "), length)


def clean(text: str, length: int) -> str:
    """Return a student's text as data: newlines and tabs stay, other control characters go, the middle is cut."""
    if len(text) > 4 * length:  # nobody reads the middle, and it is not worth cleaning
        text = text[: 2 * length] + text[-2 * length :]
    kept = "".join(c if c in "\n\t" or not _is_control(c) else "\N{REPLACEMENT CHARACTER}" for c in text)
    kept = _ADDRESS.sub("0x...", kept)  # differs from run to run
    if len(kept) <= length:
        return kept
    half = (length - 5) // 2
    return f"{kept[:half]} ... {kept[-half:]}"


def _is_control(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp")  # control, format, surrogate; line and paragraph separators
