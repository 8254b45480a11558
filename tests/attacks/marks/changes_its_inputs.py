"""Zeroes its arguments in place, so that the reference, called next, gets zeros and returns zeros as well."""

import torch


def zero(value):
    if isinstance(value, torch.Tensor):
        value.data.zero_()
        if value.grad is not None:
            value.grad.zero_()
    elif isinstance(value, list):
        for item in value:
            zero(item)


def attack(*args, **kwargs):
    zero(list(args) + list(kwargs.values()))
    return args[0] if args else None
