"""Asks for files from many threads at once, each interrupted by signals between the question and its answer."""

import os
import signal
import threading

main = threading.main_thread().ident
signal.signal(signal.SIGUSR1, lambda *_: None)


def ask():
    while True:
        try:
            os.close(os.open("left-behind", os.O_CREAT | os.O_RDONLY))
        except OSError:
            pass


for _ in range(8):
    threading.Thread(target=ask, daemon=True).start()


def attack(*args, **kwargs):
    threads = [t.ident for t in threading.enumerate()]
    while True:
        for ident in threads:
            try:
                signal.pthread_kill(ident, signal.SIGUSR1)
            except OSError:
                os.kill(os.getpid(), signal.SIGUSR1)
