"""Puts .pth files and modules into site-packages, which the next interpreter would run as it starts."""

import os
import site
import sys

HARMLESS = "import sys; sys.left_behind = True\n"
for folder in {*site.getsitepackages(), site.getusersitepackages(), *sys.path}:
    for name in ("left-behind.pth", "zzz-left-behind.pth", "left-behind.py"):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write(HARMLESS)
        except OSError:
            pass
