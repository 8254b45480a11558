"""What to do about errors that the grader's surroundings cause and Python does not explain."""

from __future__ import annotations

import re

_ADVICE = {
    r"^ModuleNotFoundError: No module named 'gym'": "gym has a new name: write `import gymnasium as gym`.",
    r"NVIDIA|CUDA": "The grader has no GPU. Use the CPU, or check `torch.cuda.is_available()` first.",
    r"^BdbQuit": "`breakpoint()` waits for a debugger, and the grader has none: delete it.",
    r"^EOFError": "`input()` waits for somebody to type, and on the grader nobody does: delete it.",
}


def advice(kind: str, message: str) -> str | None:
    """Return what to do about an exception; None if we know no better than its message.

    >>> advice("ModuleNotFoundError", "No module named 'gym'")
    'gym has a new name: write `import gymnasium as gym`.'
    """
    said = f"{kind}: {message}"
    return next((sentence for pattern, sentence in _ADVICE.items() if re.search(pattern, said)), None)
