"""Raises an exception whose class answers with an exception when it is asked for its name or its bases."""


class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit("no name")

    @property
    def __mro__(cls):
        raise KeyboardInterrupt

    def mro(cls):
        return [cls, *ValueError.__mro__]

    def __instancecheck__(cls, instance):
        raise KeyboardInterrupt


class Nameless(ValueError, metaclass=Meta):
    pass


def attack(*args, **kwargs):
    raise Nameless
