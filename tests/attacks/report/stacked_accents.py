"""Stacks hundreds of accents on one letter, which covers the lines above, and uses characters of unclear width."""

EVIL = ("Z" + "\u0321\u0336\u0489\u035c\u0361" * 200 + "\u3164\u2800\U0001f468\u200d\U0001f469\ufe0f") * 20


def attack(*args, **kwargs):
    print(EVIL)
    raise ValueError(EVIL)
