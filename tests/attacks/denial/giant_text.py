"""Returns 30 MB of text that grows to half a gigabyte where it is quoted."""


def attack(*args, **kwargs):
    return "\x01" * 30_000_000 + "\N{GRINNING FACE}"
