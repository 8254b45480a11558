"""Marks the test that calls it as one that is expected to fail."""

import pytest


def attack(*args, **kwargs):
    pytest.xfail("known to fail")
