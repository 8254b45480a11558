"""Sets timers that go off after the call, with a handler that overwrites whatever runs then."""

import os
import signal
import threading


def overwrite(*_):
    open("left-behind-timer", "w").close()
    raise KeyboardInterrupt


signal.signal(signal.SIGALRM, overwrite)
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
threading.Timer(0.1, os.kill, (os.getppid(), signal.SIGALRM)).start()
