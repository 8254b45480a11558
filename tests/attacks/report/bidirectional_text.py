"""Turns the reading direction around, so that 001 / 0 reads as a different score, and hides text in plain sight."""

EVIL = "\u202e001 / 001\u202c \u2066\u2067\u2069 \u200b\u200d\u200f \U000e0031\U000e0030 \u061c"


def attack(*args, **kwargs):
    print(EVIL)
    raise ValueError(EVIL)  # \u202e reversed
