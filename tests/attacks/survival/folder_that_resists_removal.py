"""Fills its folder with nested, unreadable and strangely named folders, so that cleaning up fails."""

import os

here = os.getcwd()
try:
    for _ in range(2000):
        os.mkdir("left-behind-" + "x" * 200)
        os.chdir("left-behind-" + "x" * 200)
except OSError:
    pass
os.chdir(here)
for name in ("left-behind-\n", "left-behind-\udcff", "-rf left-behind", "left-behind-closed"):
    try:
        os.mkdir(name)
        open(os.path.join(name, "left-behind"), "w").close()
        os.chmod(name, 0)
    except OSError:
        pass
try:
    os.chmod(".", 0)
except OSError:
    pass
