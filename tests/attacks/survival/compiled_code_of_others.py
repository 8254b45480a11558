"""Writes compiled modules into the caches of the grader and its libraries."""

import os
import py_compile
import sys

with open("left-behind.py", "w") as file:
    file.write("LEFT_BEHIND = True\n")
for module in list(sys.modules.values()):
    path = getattr(module, "__file__", None) or ""
    if module.__name__.count(".") <= 1 and path.startswith("/"):
        cache = os.path.join(os.path.dirname(path), "__pycache__", "left-behind.pyc")
        try:
            py_compile.compile("left-behind.py", cfile=cache, doraise=True)
        except (OSError, py_compile.PyCompileError):
            pass
