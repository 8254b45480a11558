"""Writes halves of characters, which cannot be encoded as UTF-8, and characters that are none."""

EVIL = "\ud800 \udfff \udcff \uffff \U0010ffff \ufdd0"


def attack(*args, **kwargs):
    print(EVIL)
    error = type("Error\ud800", (ValueError,), {})
    raise error(EVIL)
