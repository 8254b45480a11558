"""Replaces standard output by an object that hangs when it is flushed and lies when it is asked."""

import sys


class Stream:
    encoding = "utf-7"

    def write(self, text):
        return sys.__stdout__.write("100 / 100 " + text)

    def flush(self):
        while True:
            pass

    def __getattr__(self, name):
        raise SystemExit


sys.stdout = sys.stderr = Stream()


def attack(*args, **kwargs):
    return None
