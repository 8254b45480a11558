"""Breaks torch, numpy and the random numbers for whoever runs next in the same process."""

import builtins
import random

import numpy as np
import torch


def broken(*args, **kwargs):
    raise RuntimeError("left-behind")


torch.set_default_dtype(torch.float16)
torch.set_grad_enabled(False)
torch.manual_seed = np.random.seed = random.seed = broken
torch.Tensor.__sub__ = torch.Tensor.clone = torch.tensor = np.array = broken
builtins.left_behind = True
