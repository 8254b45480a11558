"""Raises an exception whose class is called like the grader's own: CheckFailed, TestStopped, Refused, WorkerLost."""

import itertools

NAMES = itertools.cycle(["Refused", "CheckFailed", "TestStopped", "WorkerLost", "GraderError", "WireError", "Passed"])


def attack(*args, **kwargs):
    raise type(next(NAMES), (BaseException,), {"__module__": "autograder"})("100 / 100")
