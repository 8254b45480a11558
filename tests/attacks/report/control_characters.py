"""Writes every control character, backspaces and carriage returns among them, that could overwrite a line."""

EVIL = "0 / 100\r100 / 100" + "\b" * 20 + "".join(map(chr, [*range(32), *range(127, 160)])) + "\u2028\u2029\ufeff\u00ad"


def attack(*args, **kwargs):
    print(EVIL)
    raise ValueError(EVIL)
