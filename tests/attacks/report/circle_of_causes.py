"""Raises an exception that is its own cause, inside a thousand groups of exceptions."""


def attack(*args, **kwargs):
    error = ValueError("circle")
    error.__cause__ = error.__context__ = KeyError("other")
    error.__cause__.__cause__ = error
    for _ in range(1_000):
        error = ExceptionGroup("group", [error])
    raise error
