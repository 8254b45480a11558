"""Rewrites the cached source of its file, from which the grader quotes the line that failed."""

import linecache
import sys


class Lines(list):
    def __getitem__(self, index):
        return "return 100 / 100  # \x1b[2J<script>\u202e"


def attack(*args, **kwargs):
    for name in list(linecache.cache):
        linecache.cache[name] = (1, None, Lines(["x"] * 10**5), name)
    linecache.getline = lambda *_: "all tests passed " * 10**6
    sys.modules[__name__].__file__ = "/etc/passwd"
    raise ValueError("100 / 100")
