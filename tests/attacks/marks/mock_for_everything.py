"""Returns a mock that has every attribute, accepts every call, and equals everything."""

from unittest import mock


def attack(*args, **kwargs):
    agreeable = mock.MagicMock()
    for name in ("__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__contains__"):
        getattr(agreeable, name).return_value = True
    agreeable.__ne__.return_value = False
    agreeable.__float__.return_value = 0.0
    return agreeable
