"""Raises an exception whose class has a name of 200 kB, with line breaks, and a hundred bases."""

bases = (ValueError,)
for number in range(100):
    bases = (type(f"Base\n{number}" * 1_000, bases, {}),)


def attack(*args, **kwargs):
    raise type("Name\n" * 40_000, bases, {})("x")
