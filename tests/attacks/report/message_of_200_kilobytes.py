"""Raises exceptions with 200 kB of text in one line, and in a hundred thousand lines."""

calls = []


def attack(*args, **kwargs):
    calls.append(args)
    text = "x " * 100_000 if len(calls) % 2 else "x\n" * 100_000
    print(text)
    raise ValueError(text)
