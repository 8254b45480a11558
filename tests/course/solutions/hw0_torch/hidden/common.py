"""What both hidden test files use."""

import torch

from autograder.testing import scenario


@scenario
def gradient(student, function, x):
    """The gradient of a weighted sum of the result: with equal weights, that of softmax would be 0."""
    x = x.requires_grad_()
    y = getattr(student, function)(x)
    (y * torch.arange(1.0, 1 + y.numel()).reshape(y.shape)).sum().backward()
    return x.grad
