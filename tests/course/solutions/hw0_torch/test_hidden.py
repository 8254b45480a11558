"""Hidden tests."""

import torch
from hypothesis import given

from autograder.testing import agrees, question, scenario, some


@scenario
def gradient(student, function, x):
    """The gradient of a weighted sum of the result: with equal weights, that of softmax would be 0."""
    x = x.requires_grad_()
    y = getattr(student, function)(x)
    (y * torch.arange(1.0, 1 + y.numel()).reshape(y.shape)).sum().backward()
    return x.grad


@question("softmax", points=40)
@given(x=some.tensors(scales=(1.0, 1e4)))
def test_softmax_agrees(submission, reference, x):
    """softmax is right on any tensor."""
    agrees("softmax", submission, reference, x, dim=-1)
    agrees(gradient, submission, reference, "softmax", x)


@question("centre", points=20)
@given(x=some.tensors())
def test_centre_agrees(submission, reference, x):
    """centre is right on any tensor."""
    agrees("centre", submission, reference, x)
    agrees(gradient, submission, reference, "centre", x)
