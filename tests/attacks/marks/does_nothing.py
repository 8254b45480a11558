"""Does nothing at all, in the hope of a test that checks that something stays as it is."""


def attack(*args, **kwargs):
    return None
