"""Ends the process when it is called, past every exception handler."""

import os


def attack(*args, **kwargs):
    os._exit(1)
