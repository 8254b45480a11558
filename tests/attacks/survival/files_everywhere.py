"""Writes files to every place that it can think of."""

import os
import site
import sysconfig

places = [
    ".",
    "..",
    "/",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run",
    "/run/lock",
    os.path.expanduser("~"),
    "/root",
    "/home",
]
places += ["/autograder", "/autograder/results", "/autograder/submission", "/autograder/source", "/mnt", "/opt", "/srv"]
places += [*site.getsitepackages(), sysconfig.get_path("stdlib"), sysconfig.get_path("scripts")]
for place in places:
    for name in ("left-behind", ".left-behind", "left-behind.py", "left-behind-\udcff\n"):
        try:
            with open(os.path.join(place, name), "w") as file:
                file.write("left-behind")
        except OSError:
            pass
