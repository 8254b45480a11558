"""Renames a file again and again and has each time a whiteout left behind, which is no open, no mkdir, no link."""

import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
AT_FDCWD, RENAME_WHITEOUT = -100, 4
open("a0", "w").close()
made = 0
end = time.monotonic() + 1
while time.monotonic() < end:
    if libc.renameat2(AT_FDCWD, b"a%d" % made, AT_FDCWD, b"a%d" % (made + 1), RENAME_WHITEOUT):
        break
    made += 1
print(made, "whiteouts", len(os.listdir(".")), "files")
if made:
    os.close(1)
