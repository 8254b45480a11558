"""Returns dictionaries whose keys all have the same hash, so that building them takes quadratic time."""

import sys


def attack(*args, **kwargs):
    keys = [number * sys.hash_info.modulus for number in range(1000)]
    return [dict.fromkeys(keys, 0) for _ in range(49)]
