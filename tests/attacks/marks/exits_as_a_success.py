"""Raises SystemExit with status 0 from every function, which a careless runner takes for a pass."""

import sys


def attack(*args, **kwargs):
    sys.exit(0)
