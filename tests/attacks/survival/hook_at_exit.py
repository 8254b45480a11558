"""Registers functions that run when the interpreter ends, and that then start something new."""

import atexit
import os
import subprocess
import threading
import weakref


class Leaving:
    pass


def last_words():
    open("/tmp/left-behind-at-exit", "w").close()
    if os.path.exists("/bin/sh"):
        subprocess.Popen(["sh", "-c", "sleep 120; : left-behind"], start_new_session=True)


atexit.register(last_words)
threading._register_atexit(last_words)
leaving = Leaving()
weakref.finalize(leaving, last_words)
