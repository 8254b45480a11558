"""Text that nobody can misuse: what a student has written, made fit to be shown."""

from __future__ import annotations

import re
import unicodedata

LINE = 400  # characters of one line of a message
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


def clean_line(text: str, length: int = LINE) -> str:
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
