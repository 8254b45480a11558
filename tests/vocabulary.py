"""What tests of the vocabulary share: sources right and wrong, checks of them, and what a check says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager

import numpy as np
import pytest
import torch

from autograder.grading.sandboxed import SandboxedSubmission
from autograder.sandbox.host import Sandbox
from autograder.sandbox.inside.loading import load
from autograder.testing import (
    CheckFailed,
    TestedModule,
    accepts,
    agrees,
    backward_matches,
    equivariant,
    finite,
    invariant,
    operations_grow,
    same_as_finite_differences,
    same_gradients,
    scenario,
)
from autograder.testing.messages import presentable, render
from autograder.testing.modules import LocalModule, ReferenceModule

Check = Callable[[TestedModule, TestedModule], None]
F64 = torch.float64
X = torch.tensor([[0.5, -0.25, 2.0], [1.0, 3.0, -1.0]], dtype=F64)
W = torch.tensor([[0.5, -1.0, 0.25], [0.75, 0.5, -0.5]], dtype=F64)
B = torch.tensor([0.1, -0.3], dtype=F64)

SOFTMAX = """
import torch
def softmax(x, dim=-1):
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)
"""
LAYER = """
import torch
def layer(x, weight, bias):
    return torch.tanh(x @ weight.T + bias)
"""
# A function with a backward pass of its own: `{backward}` is the gradient of softmax.
FUNCTION = """
import torch
class Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.softmax(x, -1)
        ctx.save_for_backward(y)
        return y
    @staticmethod
    def backward(ctx, g):
        y, = ctx.saved_tensors
        return {backward}
def softmax(x, dim=-1):
    return Softmax.apply(x)
"""
RIGHT_BACKWARD = "y * (g - (y * g).sum(-1, keepdim=True))"
NUMPY = """
import numpy as np
def forward(x, weights, biases):
    z = [x]
    for w, b in zip(weights, biases):
        z.append(np.tanh(z[-1] @ w.T + b))
    return z[-1], (z, weights)
def backward(g, cache):
    z, weights = cache
    grad_w, grad_b = [], []
    for before, after, w in reversed(list(zip(z, z[1:], weights))):
        g = g * (1 - after**2)
        grad_w.insert(0, g.T @ before)
        grad_b.insert(0, g.sum(0))
        g = g @ w
    return g, grad_w, grad_b
"""
COUNTER = """
import torch
class Rule:
    def __init__(self, parameters, lr):
        self.parameters, self.lr, self.steps = list(parameters), lr, 0
    def step(self):
        self.steps += 1
        for p in self.parameters:
            p.data -= self.lr / self.steps * p.grad
"""
CUMULATIVE = "import torch\ndef f(x):\n    return x.cumsum(1)\n"


@scenario
def forward(student, x, weights, biases):
    """The output of a network."""
    return student.forward(x, weights, biases)[0]


@scenario
def backward(student, cotangent, x, weights, biases):
    """Its gradients."""
    grad_x, grad_weights, grad_biases = student.backward(cotangent, student.forward(x, weights, biases)[1])
    return {"x": grad_x, "weights": grad_weights, "biases": grad_biases}


@scenario
def descend(student, lr):
    """A parameter after each of three steps."""
    p = torch.ones(2, dtype=torch.float64, requires_grad=True)
    rule = student.Rule([p], lr=lr)
    for k in range(3):
        p.grad = torch.tensor([1.0, -2.0], dtype=torch.float64) * (k + 1)
        rule.step()
        yield p


NETWORK = {
    "x": X.numpy(),
    "weights": [W.numpy(), np.array([[0.5, -0.75]])],
    "biases": [B.numpy(), np.array([0.2])],
}


def changed(source: str, *replacements: tuple[str, str]) -> str:
    """Return a source with a mistake in it."""
    for old, new in replacements:
        assert old in source
        source = source.replace(old, new)
    return source


def softmax_agrees(submission, reference):
    agrees("softmax", submission, reference, X, dim=-1)


def softmax_gradient(submission, reference):
    same_gradients("softmax", submission, reference, X)


def softmax_slopes(submission, _):
    same_as_finite_differences("softmax", submission, X)


def layer_gradients(submission, reference):
    same_gradients("layer", submission, reference, X, W, bias=B)


def network_gradients(submission, reference):
    backward_matches(forward, backward, submission, reference, **NETWORK)


def network_slopes(submission, _):
    backward_matches(forward, backward, submission, **NETWORK)


def softmax_takes(submission, reference):
    accepts("softmax", submission, reference)


def adding(submission, _):
    invariant("softmax", submission, X, change=lambda x: x + 3, by="adding a constant to every entry")


def reversing(submission, _):
    equivariant(
        "softmax", submission, X, change=lambda x: x.flip(0), then=lambda y: y.flip(0), by="reversing the batch"
    )


def growth(submission, _):
    operations_grow("softmax", submission, lambda batch: torch.ones(batch, 3), sizes=(4, 64))


def growth_in_numpy(submission, _):
    operations_grow("f", submission, lambda batch: np.ones((batch, 3)), sizes=(4, 64))


def far_out(submission, _):
    finite("softmax", submission, torch.tensor([[1e4, -1e4]]), gradients_of=["x"])


def student(source: str) -> TestedModule:
    """A student's module in this process."""
    return LocalModule(load(source.encode(), "optimizers"))


def reference_of(source: str) -> TestedModule:
    """A reference."""
    return ReferenceModule(load(source.encode(), "reference"))


def said(check: Check, submission: TestedModule, reference: TestedModule) -> str:
    """Return the message of a check that must fail."""
    with pytest.raises(CheckFailed) as caught:
        check(submission, reference)
    return render(presentable(caught.value.evidence))


@contextmanager
def workers(assignment):
    """Yield what gives a source a worker of its own."""

    @contextmanager
    def start(source: str):
        with SandboxedSubmission(source.encode(), assignment, sandbox).fresh("adam", seed=1) as submission:
            yield submission

    with Sandbox() as sandbox:
        yield start
