"""Starts as many threads as it is allowed, up to four thousand, each of which ends after a minute."""

import threading
import time

threading.stack_size(32_768)


def attack(*args, **kwargs):
    started = 0
    try:
        for _ in range(4_000):
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    print(started, "threads")
    time.sleep(60)
