"""Starts a shell command in the background, immune to hang-ups."""

import subprocess

subprocess.Popen(
    ["sh", "-c", 'trap "" HUP TERM INT; sleep 120; : left-behind'],
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
    start_new_session=True,
)
