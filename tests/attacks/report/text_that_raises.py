"""Raises an exception whose text raises SystemExit, and whose representation is not a string."""


class Rude(Exception):
    def __str__(self):
        raise SystemExit(0)

    def __repr__(self):
        return 42

    def __getattribute__(self, name):
        raise KeyboardInterrupt


def attack(*args, **kwargs):
    raise Rude
