"""Ends the process as soon as it is imported, past every exception handler."""

import os

os._exit(0)
