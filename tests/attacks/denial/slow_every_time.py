"""Answers every call correctly in form, and only a little before patience is likely to end."""

import time


def attack(*args, **kwargs):
    time.sleep(0.9)
