"""Spends its time in one call of a C library, where no signal handler of Python ever runs."""


def attack(*args, **kwargs):
    return pow(3, 10**9) % 7
