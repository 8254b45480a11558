"""Raises an exception whose text is a subclass of str that slices, formats and compares to what it likes."""


class Text(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __getitem__(self, _):
        return Text("passed " * 10**6)

    def __len__(self):
        return 3

    def __eq__(self, other):
        return True

    def __format__(self, spec):
        return "100 / 100"


class Odd(ValueError):
    def __str__(self):
        return Text("passed")


def attack(*args, **kwargs):
    raise Odd
