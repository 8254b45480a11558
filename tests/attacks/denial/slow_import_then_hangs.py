"""Takes just under two seconds to be imported, as a heavy library may, and then hangs in every call."""

import time

time.sleep(1.85)


def attack(*args, **kwargs):
    while True:
        pass
