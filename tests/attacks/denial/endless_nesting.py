"""Returns a list that contains itself."""


def attack(*args, **kwargs):
    nested = []
    nested.append(nested)
    return nested
