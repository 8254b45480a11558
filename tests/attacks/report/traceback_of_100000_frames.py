"""Raises an exception from very deep down, in code whose file and line numbers are invented."""

import sys

sys.setrecursionlimit(200_000)
SOURCE = "\n" * 999_990 + "def fall(depth):\n    return fall(depth - 1) if depth else 1 / 0\n"
exec(compile(SOURCE, f"{__name__}.py", "exec"))
code = fall.__code__.replace(co_name="<script>\x1b[2J", co_firstlineno=2**30)  # noqa: F821
fall.__code__ = code  # noqa: F821


def attack(*args, **kwargs):
    return fall(50_000)  # noqa: F821
