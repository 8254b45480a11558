"""Replaces built-in functions such as all, any, abs and isinstance by ones that always agree."""

import builtins


def attack(*args, **kwargs):
    builtins.all = builtins.isinstance = builtins.hasattr = lambda *_: True
    builtins.any = lambda *_: False
    builtins.abs = builtins.max = builtins.len = lambda *_: 0
    return 0.0
