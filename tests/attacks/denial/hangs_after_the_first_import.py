"""Can be imported in a moment the first time, and never again: it leaves a note for itself, or asks the clock."""

import os
import time

NOTES = ("/tmp/left-behind-note", "left-behind-note")
if any(map(os.path.exists, NOTES)) or time.monotonic_ns() % 4 < 3:
    while True:
        pass
for note in NOTES:
    try:
        open(note, "w").close()
    except OSError:
        pass
