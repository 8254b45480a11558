"""Allocates and fills memory, up to 3 GB."""

import time


def attack(*args, **kwargs):
    kept = []
    try:
        for _ in range(300):
            kept.append(b"x" * 10_000_000)
    finally:
        print(len(kept) * 10, "MB")
        time.sleep(2)
