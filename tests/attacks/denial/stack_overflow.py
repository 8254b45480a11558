"""Recurses until the C stack is used up."""

import sys

sys.setrecursionlimit(10**9)


def attack(*args, **kwargs):
    return attack(list(map(attack, args)), *args, **kwargs)
