"""Raises an exception whose text takes for ever to be made."""


class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


def attack(*args, **kwargs):
    raise Endless
