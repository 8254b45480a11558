"""Returns a tensor of 2 GB that takes no memory: one number, expanded."""

import torch


def attack(*args, **kwargs):
    return torch.zeros(1).expand(2**29)
