"""Tells Hypothesis that every example is uninteresting, so that a property test has nothing to check."""

import hypothesis


def attack(*args, **kwargs):
    hypothesis.reject()
