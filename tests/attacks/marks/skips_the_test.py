"""Skips the test that calls it, by pytest and by unittest."""

import unittest

import pytest


class Skip(pytest.skip.Exception, unittest.SkipTest):
    pass


def attack(*args, **kwargs):
    raise Skip("not on this machine")
