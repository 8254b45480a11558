"""Puts terminal escape sequences into messages and output: clear the screen, set the title, colour it green."""

EVIL = "\x1b[2J\x1b[H\x1b]0;100 / 100\x07\x1b[32m all tests passed \x1b]8;;http://example.invalid\x07link\x1b]8;;\x07\x9b31m"


def attack(*args, **kwargs):
    print(EVIL)
    raise ValueError(EVIL)
