"""The vocabulary: what each check lets pass, what it does not, and what it then says, word for word.

Every case runs in this process, as on a student's computer, and in a worker, as in a grader.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch

from autograder.feedback.text import render
from autograder.sandbox.host import Sandbox
from autograder.sandbox.program import load
from autograder.sandbox.start import start_zygote
from autograder.submitted import Submitted
from autograder.testing import (
    CheckFailed,
    Subject,
    accepts,
    agrees,
    away_from_kinks,
    backward_matches,
    batch_equals_singles,
    causal,
    equivariant,
    finite,
    invariant,
    kept_apart,
    no_shared_memory,
    operations_grow,
    repeatable,
    same,
    same_as_finite_differences,
    same_gradients,
    scenario,
    unmodified,
)
from autograder.testing.patterns import pattern
from autograder.testing.subject import InProcess, Reference

Check = Callable[[Subject, Subject], None]
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


CASES: list[tuple[Check, str, str, str]] = [
    # the check, the right source, a wrong one, the message
    (
        softmax_agrees,
        SOFTMAX,
        "import torch\ndef softmax(x): return torch.softmax(x, -1)",
        (
            "it is called as softmax(x, dim=...), but was written as softmax(x)\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]], dim=-1"
        ),
    ),
    (
        softmax_agrees,
        SOFTMAX,
        "def softmax(x, dim): return f(x)\ndef f(x, y): return x\n",
        (
            "your code raised TypeError: f() missing 1 required positional argument: 'y'\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]], dim=-1\n"
            "optimizers.py, line 1, in `softmax`: `def softmax(x, dim): return f(x)`"
        ),
    ),
    (
        softmax_agrees,
        SOFTMAX,
        changed(SOFTMAX, ("return e", "return -e")),
        (
            "the result, entry [0, 0] is wrong\n"
            "  yours     -0.1679527\n"
            "  expected  0.1679527    off by 3.4e-01, allowed 2e-08\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]], dim=-1\n"
            "Every entry has the opposite sign."
        ),
    ),
    (
        softmax_agrees,
        SOFTMAX,
        changed(SOFTMAX, ("return e", "return 0.5 * e")),
        (
            "the result, entry [0, 0] is wrong\n"
            "  yours     0.08397637\n"
            "  expected  0.1679527    off by 8.4e-02, allowed 2e-08\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]], dim=-1\n"
            "Every entry is 1/2 of the expected one."
        ),
    ),
    (
        softmax_agrees,
        SOFTMAX,
        changed(SOFTMAX, ("e / e.sum(dim, keepdim=True)", "(e / e.sum(dim, keepdim=True)).T")),
        (
            "the result has the wrong shape\n"
            "  yours     (3, 2)\n"
            "  expected  (2, 3)\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]], dim=-1\n"
            "The values are right, but the last two axes are swapped."
        ),
    ),
    (
        softmax_takes,
        SOFTMAX,
        changed(SOFTMAX, ("x, dim=-1", "x, axis=-1"), ("dim,", "axis,")),
        ("parameter 2 is `axis`, not `dim`\n  yours     softmax(x, axis=-1)\n  expected  softmax(x, dim=-1)"),
    ),
    (
        softmax_takes,
        SOFTMAX,
        changed(SOFTMAX, ("dim=-1", "dim=0")),
        ("the default of `dim` is wrong\n  yours     softmax(x, dim=0)\n  expected  softmax(x, dim=-1)"),
    ),
    (
        softmax_takes,
        SOFTMAX,
        changed(SOFTMAX, ("dim=-1", "dim")),
        ("the parameter `dim` has no default\n  yours     softmax(x, dim)\n  expected  softmax(x, dim=-1)"),
    ),
    (
        softmax_takes,
        SOFTMAX,
        changed(SOFTMAX, ("x, dim=-1", "x")),
        ("there is no parameter `dim` in place 2\n  yours     softmax(x)\n  expected  softmax(x, dim=-1)"),
    ),
    (
        softmax_takes,
        SOFTMAX,
        changed(SOFTMAX, ("dim=-1", "dim=-1, *, stable")),
        (
            "the parameter `stable` has no default, and is never given\n"
            "  yours     softmax(x, dim=-1, stable)\n"
            "  expected  softmax(x, dim=-1)"
        ),
    ),
    (
        softmax_gradient,
        SOFTMAX,
        FUNCTION.format(backward="torch.zeros_like(g)"),
        (
            "the gradient for `x`, entry [0, 0] is wrong\n"
            "  yours     0\n"
            "  expected  -0.0366324    off by 3.7e-02, allowed 4e-09\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Every entry is 0."
        ),
    ),
    (
        softmax_gradient,
        FUNCTION.format(backward=RIGHT_BACKWARD),
        FUNCTION.format(backward=f"-({RIGHT_BACKWARD})"),
        (
            "the gradient for `x`, entry [0, 0] is wrong\n"
            "  yours     0.0366324\n"
            "  expected  -0.0366324    off by 7.3e-02, allowed 4e-09\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Every entry has the opposite sign."
        ),
    ),
    (
        softmax_gradient,
        SOFTMAX,
        FUNCTION.format(backward=RIGHT_BACKWARD.replace("g)", "1)").replace("(g", "(1")),
        (
            "the gradient for `x`, entry [0, 0] is wrong\n"
            "  yours     0\n"
            "  expected  -0.0366324    off by 3.7e-02, allowed 4e-09\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "5 more of 6 entries are wrong"
        ),
    ),
    (
        softmax_gradient,
        SOFTMAX,
        changed(SOFTMAX, ("return e", "e = e.detach()\n    return e")),
        (
            "the result is cut off: no gradient flows back through it\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Look for .detach(), .data, .item(), .numpy(), torch.tensor(...) or no_grad() on the way."
        ),
    ),
    (
        softmax_gradient,
        SOFTMAX,
        changed(
            SOFTMAX,
            ("return e", "e = torch.tensor([[v.item() for v in row] for row in e], dtype=x.dtype)\n    return e"),
        ),
        (
            "the result is cut off: no gradient flows back through it\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Look for .detach(), .data, .item(), .numpy(), torch.tensor(...) or no_grad() on the way."
        ),
    ),
    (
        softmax_gradient,
        SOFTMAX,
        "import torch\ndef softmax(x, dim=-1):\n    x = x.numpy()\n    return torch.tensor(x)\n",
        (
            "your code raised RuntimeError: Can't call numpy() on Tensor that requires grad. Use "
            "tensor.detach().numpy() instead.\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "optimizers.py, line 3, in `softmax`: `x = x.numpy()`"
        ),
    ),
    (
        softmax_gradient,
        SOFTMAX,
        changed(SOFTMAX, ("e = (x", "x -= 1\n    e = (x")),
        (
            "the argument `x` is changed by the call\n"
            "  yours     -0.5 in entry [0, 0]\n"
            "  expected  0.5\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Arguments belong to the caller: `softmax` must work on a copy."
        ),
    ),
    (
        layer_gradients,
        LAYER,
        changed(LAYER, ("weight.T", "weight.data.T")),
        (
            "no gradient reaches `weight`\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]], [[0.5, -1, 0.25], [0.75, 0.5, -0.5]], bias=[0.1, -0.3]\n"
            "Look for .detach(), .data, .item(), .numpy(), torch.tensor(...) or no_grad() on the way.\n"
            "Right: x, bias."
        ),
    ),
    (
        layer_gradients,
        LAYER,
        changed(LAYER, ("x @", "x.detach() @"), ("+ bias)", "+ 2 * bias - bias.detach())")),
        (
            "no gradient reaches `x`\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]], [[0.5, -1, 0.25], [0.75, 0.5, -0.5]], bias=[0.1, -0.3]\n"
            "Look for .detach(), .data, .item(), .numpy(), torch.tensor(...) or no_grad() on the way.\n"
            "Wrong as well: bias (every entry is 2 times the expected one).\n"
            "Right: weight."
        ),
    ),
    (
        softmax_slopes,
        FUNCTION.format(backward=RIGHT_BACKWARD),
        FUNCTION.format(backward=f"({RIGHT_BACKWARD}) / 3"),
        (
            "the gradient for `x`, entry [0, 0] is wrong\n"
            "  yours     -0.0122108\n"
            "  expected  -0.0366324    off by 2.4e-02, allowed 6e-07\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Every entry is 1/3 of the expected one."
        ),
    ),
    (
        softmax_slopes,
        SOFTMAX,
        FUNCTION.format(backward="torch.zeros_like(g)"),
        (
            "the gradient for `x`, entry [0, 0] is wrong\n"
            "  yours     0\n"
            "  expected  -0.0366324    off by 3.7e-02, allowed 6e-07\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Every entry is 0."
        ),
    ),
    (
        softmax_slopes,
        SOFTMAX,
        changed(SOFTMAX, ("return e", "e = e.detach()\n    return e")),
        (
            "the result is cut off: no gradient flows back through it\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Look for .detach(), .data, .item(), .numpy(), torch.tensor(...) or no_grad() on the way."
        ),
    ),
    (
        network_slopes,
        NUMPY,
        changed(NUMPY, ("g.T @ before", "g.T @ before / len(g)"), ("g.sum(0)", "g.mean(0)")),
        (
            "the gradient for `weights[0]`, entry [0, 0] is wrong\n"
            "  yours     0.01058915\n"
            "  expected  0.02117829    off by 1.1e-02, allowed 3e-07\n"
            "with x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [[0.5, "
            "-0.75]]], biases=[[0.1, -0.3], [0.2]]\n"
            "Every entry is 1/2 of the expected one.\n"
            "Wrong as well: weights[1] (likewise); biases[0] (likewise); biases[1].\n"
            "Right: x."
        ),
    ),
    (
        network_slopes,
        NUMPY,
        changed(NUMPY, ("g.sum(0)", "g")),
        (
            "the gradient for `biases[0]` has the wrong shape\n"
            "  yours     (2, 2)\n"
            "  expected  (2,)\n"
            "with x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [[0.5, "
            "-0.75]]], biases=[[0.1, -0.3], [0.2]]\n"
            "Wrong as well: biases[1].\n"
            "Right: x, weights[0], weights[1]."
        ),
    ),
    (
        network_slopes,
        NUMPY,
        changed(NUMPY, ("z, weights = cache", "z, weights = cache\n    g = np.ones_like(g)")),
        (
            "the gradient for `x`, entry [0, 0] is wrong\n"
            "  yours     -0.04019906\n"
            "  expected  -0.02411944    off by 1.6e-02, allowed 3e-07\n"
            "with x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [[0.5, "
            "-0.75]]], biases=[[0.1, -0.3], [0.2]]\n"
            "5 more of 6 entries are wrong\n"
            "Wrong as well: weights[0]; weights[1]; biases[0]; biases[1]."
        ),
    ),
    (
        network_slopes,
        NUMPY,
        changed(NUMPY, ("g = g * (1", "g *= (1")),
        (
            "the argument `cotangent` is changed by the call\n"
            "  yours     0.1871352 in entry [0, 0]\n"
            "  expected  0.6\n"
            "with [[0.6], [1.11]], x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, "
            "-0.5]], [[0.5, -0.75]]], biases=[[0.1, -0.3], [0.2]]\n"
            "Arguments belong to the caller: your code must work on a copy."
        ),
    ),
    (
        network_slopes,
        NUMPY,
        changed(NUMPY, ("1 - after**2", "1 - np.tanh(after)**2")),
        (
            "the gradient for `x`, entry [0, 0] is wrong\n"
            "  yours     -0.05881132\n"
            "  expected  -0.02411944    off by 3.5e-02, allowed 3e-07\n"
            "with x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [[0.5, "
            "-0.75]]], biases=[[0.1, -0.3], [0.2]]\n"
            "5 more of 6 entries are wrong\n"
            "Wrong as well: weights[0]; weights[1]; biases[0]; biases[1]."
        ),
    ),
    (
        network_slopes,
        NUMPY,
        changed(NUMPY, ("return g, grad_w, grad_b", "return g, grad_w[1:], grad_b")),
        (
            "there is no gradient for `weights[1]`\n"
            "with x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [[0.5, "
            "-0.75]]], biases=[[0.1, -0.3], [0.2]]"
        ),
    ),
    (
        network_gradients,
        NUMPY,
        changed(NUMPY, ("g.sum(0)", "-g.sum(0)")),
        (
            "the gradient for `biases[0]`, entry [0] is wrong\n"
            "  yours     -0.03798309\n"
            "  expected  0.03798309    off by 7.6e-02, allowed 4e-09\n"
            "with x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [[0.5, "
            "-0.75]]], biases=[[0.1, -0.3], [0.2]]\n"
            "Every entry has the opposite sign.\n"
            "Wrong as well: biases[1].\n"
            "Right: x, weights[0], weights[1]."
        ),
    ),
    (
        network_gradients,
        NUMPY,
        changed(NUMPY, (" + b))", "))")),
        (
            "the output, entry [0, 0] is wrong\n"
            "  yours     0.6947909\n"
            "  expected  0.8295227    off by 1.3e-01, allowed 8e-08\n"
            "with x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [[0.5, "
            "-0.75]]], biases=[[0.1, -0.3], [0.2]]\n"
            "1 more of 2 entries are wrong"
        ),
    ),
    (
        lambda s, _: unmodified("softmax", s, X),
        SOFTMAX,
        changed(SOFTMAX, ("e = (x", "x -= 1\n    e = (x")),
        (
            "the argument `x` is changed by the call\n"
            "  yours     -0.5 in entry [0, 0]\n"
            "  expected  0.5\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Arguments belong to the caller: `softmax` must work on a copy."
        ),
    ),
    (
        lambda s, _: unmodified("f", s, rewards=[1, 2]),
        "def f(rewards): return sum(rewards)",
        "def f(rewards): return rewards.pop()",
        (
            "the argument `rewards` is changed by the call\n"
            "  yours     [1]\n"
            "  expected  [1, 2]\n"
            "with rewards=[1, 2]\n"
            "Arguments belong to the caller: `f` must work on a copy."
        ),
    ),
    (
        lambda s, _: no_shared_memory("f", s, X),
        "def f(x): return x.T.clone()",
        "def f(x): return x.T",
        (
            "the argument `x` changes when the result is written to\n"
            "  yours     1.5 in entry [0, 0]\n"
            "  expected  0.5\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Return a copy: the caller may go on to change either of them."
        ),
    ),
    (
        lambda s, _: no_shared_memory("f", s, [X.numpy()]),
        "def f(x): return x[0] + 1",
        "import numpy as np\ndef f(x): return np.broadcast_to(x[0], (2, 2, 3))",
        (
            "the result changes when an argument is written to: they share memory\n"
            "  yours     1.5\n"
            "  expected  0.5\n"
            "with [[[0.5, -0.25, 2], [1, 3, -1]]]\n"
            "Return a copy: the caller may go on to change either of them."
        ),
    ),
    (
        lambda s, _: repeatable("f", s, 2.0),
        "def f(x): return x",
        "n = []\ndef f(x):\n    n.append(x)\n    return sum(n)",
        (
            "the second result is wrong\n"
            "  yours     4\n"
            "  expected  2    off by 2.0e+00, allowed 2e-07\n"
            "with 2\n"
            "The same input must give the same output, every time."
        ),
    ),
    (
        far_out,
        SOFTMAX,
        changed(SOFTMAX, ("(x - x.amax(dim, keepdim=True))", "x")),
        ("the result, entry [0, 0] is not finite\n  yours     nan\nwith [[10000, -10000]] (float32)"),
    ),
    (
        far_out,
        SOFTMAX,
        changed(SOFTMAX, ("return e", "e = e + (x - x).abs().sqrt()\n    return e")),
        ("the gradient for `x`, entry [0, 0] is not finite\n  yours     nan\nwith [[10000, -10000]] (float32)"),
    ),
    (
        adding,
        SOFTMAX,
        changed(SOFTMAX, ("(x - x.amax(dim, keepdim=True)).exp()", "x.abs()")),
        (
            "the result, entry [0, 0] is wrong\n"
            "  yours     0.3111111\n"
            "  expected  0.1818182    off by 1.3e-01, allowed 2e-08\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Adding a constant to every entry must not change the result."
        ),
    ),
    (
        reversing,
        SOFTMAX,
        changed(SOFTMAX, ("return e", "e = e.cumsum(0)\n    return e")),
        (
            "the result, entry [0, 0] is wrong\n"
            "  yours     0.1173104\n"
            "  expected  0.1444156    off by 2.7e-02, allowed 2e-08\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Reversing the batch must change the result accordingly."
        ),
    ),
    (
        lambda s, _: causal("f", s, X, argument=0, axis=1),
        CUMULATIVE,
        changed(CUMULATIVE, ("x.cumsum(1)", "x.cumsum(1) + x.roll(-1, 1)")),
        (
            "the output up to position 0, entry [0, 0] is wrong\n"
            "  yours     2.375\n"
            "  expected  0.25    off by 2.1e+00, allowed 3e-08\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "Only inputs after position 0 were changed: earlier outputs must not depend on them."
        ),
    ),
    (
        lambda s, _: causal("f", s, x=X, argument="x", axis=1),
        CUMULATIVE,
        changed(CUMULATIVE, ("x.cumsum(1)", "x[:, -1:]")),
        ("axis 1 of the result does not have one entry for each of 3 times\nwith x=[[0.5, -0.25, 2], [1, 3, -1]]"),
    ),
    (
        lambda s, _: batch_equals_singles("softmax", s, X),
        SOFTMAX,
        changed(SOFTMAX, ("return e", "dim = 0\n    return e")),
        (
            "the result, entry [0, 0] is wrong\n"
            "  yours     0.6224593\n"
            "  expected  1    off by 3.8e-01, allowed 1e-07\n"
            "with [[0.5, -0.25, 2], [1, 3, -1]]\n"
            "This is item 0 of the batch; expected is what the item gives alone."
        ),
    ),
    (
        lambda s, _: kept_apart(descend, s, {"lr": 0.5}, {"lr": 0.25}),
        COUNTER,
        changed(
            COUNTER,
            ("lr, self.steps", "lr, Rule.steps"),
            ("self.steps += 1", "Rule.steps += 1"),
            ("/ self.steps", "/ Rule.steps"),
        ),
        (
            "the first of two runs, step[2], entry [0] is wrong\n"
            "  yours     -0.375\n"
            "  expected  -0.5    off by 1.2e-01, allowed 5e-08\n"
            "with first={'lr': 0.5}, second={'lr': 0.25}\n"
            "Expected is what the first run gives alone. Two runs that take turns share some state."
        ),
    ),
    (
        growth,
        SOFTMAX,
        "import torch\ndef softmax(x): return torch.stack([torch.softmax(row, -1) for row in x])",
        (
            "the work grows with the size of the input: is there a loop over it? Counted were torch "
            "operations\n"
            "  yours     6 for size 4, 66 for size 64\n"
            "  expected  at most 2 times as many as for size 4"
        ),
    ),
    (
        growth_in_numpy,
        "import numpy as np\ndef f(x): return x * 2",
        "import numpy as np\ndef f(x): return np.array(list(map(lambda row: row * 2, x)))",
        (
            "the work grows with the size of the input: is there a loop over it? Counted were lines of "
            "Python\n"
            "  yours     5 for size 4, 65 for size 64\n"
            "  expected  at most 2 times as many as for size 4"
        ),
    ),
    (
        growth_in_numpy,
        "import numpy as np\ndef f(x): return x * 2",
        "import numpy as np\ndef f(x): return np.array([row * 2 for row in x])",
        (
            "the work grows with the size of the input: is there a loop over it? Counted were lines of "
            "Python\n"
            "  yours     6 for size 4, 66 for size 64\n"
            "  expected  at most 2 times as many as for size 4"
        ),
    ),
]


def student(source: str) -> Subject:
    """A student's module in this process."""
    return InProcess(load(source.encode(), "optimizers"))


def reference_of(source: str) -> Subject:
    """A reference."""
    return Reference(load(source.encode(), "reference"))


def said(check: Check, submission: Subject, reference: Subject) -> str:
    """Return the message of a check that must fail."""
    with pytest.raises(CheckFailed) as caught:
        check(submission, reference)
    return render(caught.value.evidence)


@pytest.mark.parametrize(("check", "right", "wrong", "message"), CASES)
def test_in_this_process(check, right, wrong, message):
    check(student(right), reference_of(right))
    assert said(check, student(wrong), reference_of(right)) == message


@pytest.fixture(scope="module")
def worker(hw2):
    """Give a source a worker of its own."""

    @contextmanager
    def start(source: str, question: str = "adam"):
        with Submitted(source.encode(), hw2, sandbox).fresh(question, seed=1) as submission:
            yield submission

    with Sandbox() as sandbox:
        yield start


@pytest.mark.parametrize(("check", "right", "wrong", "message"), CASES)
def test_in_a_worker(worker, check, right, wrong, message):
    with worker(right) as submission:
        check(submission, reference_of(right))
    with worker(wrong) as submission:
        assert said(check, submission, reference_of(right)) == message


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (softmax_takes, "def softmax(x, dim=None, stable=True): return x"),
        (softmax_takes, "def softmax(*args, **kwargs): return 0"),
        (softmax_takes, "import torch\nsoftmax = torch.softmax"),  # cannot be asked
        (softmax_takes, "def softmax(x, dim=-1, **options): return x"),
        (lambda s, r: accepts("Rule", s, r), "class Rule:\n    def __init__(self, parameters, lr): pass"),
        (network_gradients, NUMPY.replace("g = g @ w", "g = np.einsum('bo,oi->bi', g, w)")),
        (layer_gradients, LAYER.replace("x @ weight.T", "torch.einsum('bi,oi->bo', x, weight)")),
    ],
)
def test_another_style_is_as_good(check, source):
    check(student(source), reference_of(SOFTMAX + LAYER + NUMPY + COUNTER))


def test_a_numpy_homework_needs_no_torch_in_the_worker():
    from autograder.sandbox.client import Program
    from autograder.sandbox.program import Failure
    from autograder.testing.subject import student_error

    class InWorker(Subject):
        def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            result = running.call(function, args, kwargs)
            if isinstance(result, Failure):
                raise student_error(result, "backprop")
            return result

    source = NUMPY + "\nimport sys\nassert 'torch' not in sys.modules\ndef f(x): return x * 2\n"
    with Sandbox(start_zygote(["torch"])) as sandbox:
        with sandbox.worker(Program(source.encode(), "backprop", 10, 256), seed=1) as running:
            assert isinstance(running.load(), list)
            submission = InWorker()
            network_slopes(submission, None)
            growth_in_numpy(submission, None)
            for check in (unmodified, no_shared_memory, repeatable, finite):
                check("f", submission, X.numpy())
            accepts("f", submission, reference_of("def f(x): pass"))


# ---------------------------------------------------------------- what holds of all entries


@pytest.mark.parametrize(
    ("yours", "said_of_it"),
    [
        ([[3.0, 6.0], [9.0, 12.0]], "Every entry is 3 times the expected one."),
        ([[0.5, 1.0], [1.5, 2.0]], "Every entry is 1/2 of the expected one."),
        ([[0.3, 0.6], [0.9, 1.2]], "Every entry is 0.3 times the expected one."),
        ([[-1.0, -2.0], [-3.0, -4.0]], "Every entry has the opposite sign."),
        ([[-2.0, -4.0], [-6.0, -8.0]], "Every entry is 2 times the expected one, with the opposite sign."),
        ([[0.0, 0.0], [0.0, 0.0]], "Every entry is 0."),
        ([[1.0, 3.0], [2.0, 4.0]], "It is the transpose of what is expected."),
        ([[1.5, 2.5], [3.5, 4.5]], "Every entry is off by the same amount, +0.5."),
        ([[2.0, 4.0], [6.0, 8.1]], None),
        ([[2.0, 4.0], [6.0, float("nan")]], None),
        ([[0.0, 0.0], [0.0, 1.0]], None),
    ],
)
def test_patterns(yours, said_of_it):
    expected = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=F64)
    assert pattern(torch.tensor(yours, dtype=F64), expected) == said_of_it


def test_one_value_makes_no_pattern():
    assert pattern(torch.tensor([6.0, 6.0]), torch.tensor([3.0, 3.0])) is None
    assert pattern(torch.tensor(6.0), torch.tensor(3.0)) is None
    assert pattern(torch.tensor([]), torch.tensor([])) is None


def test_a_transposed_result_is_told_by_its_shape():
    assert said(lambda s, r: same(X.T, X), None, None) == (
        "the result has the wrong shape\n"
        "  yours     (3, 2)\n"
        "  expected  (2, 3)\n"
        "The values are right, but the last two axes are swapped."
    )


# ---------------------------------------------------------------- graders that were fooled


def test_a_small_gradient_is_not_lost_in_the_tolerance():
    """Under a tolerance of 1e-2, or gradcheck's 1e-5, a gradient of 1e-6 may as well be 0."""
    small = "import torch\ndef f(x): return 1e-6 * x**2 + 1e-6 * x\n"
    zero = changed(small, ("1e-6 * x**2 + 1e-6 * x", "(1e-6 * x**2 + 1e-6 * x).detach() + 0 * x"))
    y = X * 1e-3
    assert torch.allclose(torch.zeros_like(y), 1e-6 * (2 * y + 1), atol=1e-5)
    same_gradients("f", student(small), reference_of(small), y)
    same_as_finite_differences("f", student(small), y)
    assert "Every entry is 0." in said(lambda s, r: same_gradients("f", s, r, y), student(zero), reference_of(small))
    assert "Every entry is 0." in said(lambda s, r: same_as_finite_differences("f", s, y), student(zero), None)


def test_a_true_gradient_of_zero_is_not_judged_by_its_rounding():
    summed = SOFTMAX + "\ndef f(x): return softmax(x).sum()\n"
    other = "import torch\ndef f(x): return torch.softmax(x * 1.0, -1).sum(-1).sum()\n"
    same_gradients("f", student(other), reference_of(summed), X)
    same_as_finite_differences("f", student(other), X)


def test_under_all_ones_a_zero_backward_of_softmax_would_pass():
    x = X.clone().requires_grad_()
    torch.softmax(x, -1).backward(torch.ones_like(x))
    assert torch.allclose(x.grad, torch.zeros_like(x), atol=1e-12)
    said(softmax_gradient, student(FUNCTION.format(backward="torch.zeros_like(g)")), reference_of(SOFTMAX))


def test_an_error_in_one_entry_of_many_is_found_wherever_it_is():
    """One index that is always the same, or a random projection of the gradient, would miss it."""
    long = torch.linspace(-1, 1, 96, dtype=F64).reshape(2, 48)
    for index in ((0, 0), (1, 23), (1, 47)):
        here = f"torch.arange(96).reshape(2, 48) == {index[0] * 48 + index[1]}"
        wrong = FUNCTION.format(backward=f"torch.where({here}, 1.01, 1.0) * ({RIGHT_BACKWARD})")
        for check in (
            lambda s, r: same_gradients("softmax", s, r, long),
            lambda s, r: same_as_finite_differences("softmax", s, long),
        ):
            assert f"entry {list(index)} is wrong" in said(check, student(wrong), reference_of(SOFTMAX))


def test_a_result_is_never_compared_with_the_students_own_helper():
    wrong = "import torch\ndef helper(x, dim): return x * 0 + 1 / 3\ndef softmax(x, dim=-1): return helper(x, dim)\n"
    said(softmax_agrees, student(wrong), reference_of("def helper(x, dim): return x\n" + SOFTMAX))
    assert "entry [0, 0] is wrong" in said(softmax_agrees, student(wrong), reference_of(SOFTMAX))


def test_nothing_is_broadcast():
    wide = changed(SOFTMAX, ("return e / e.sum(dim, keepdim=True)", "return (e / e.sum(dim, keepdim=True))[None]"))
    assert said(softmax_agrees, student(wide), reference_of(SOFTMAX)) == (
        "the result has the wrong shape\n"
        "  yours     (1, 2, 3)\n"
        "  expected  (2, 3)\n"
        "with [[0.5, -0.25, 2], [1, 3, -1]], dim=-1"
    )
    column = changed(NUMPY, ("g.sum(0)", "g.sum(0, keepdims=True)"))
    assert "wrong shape" in said(network_slopes, student(column), None)


def test_a_float_with_its_own_operators_is_a_plain_float(worker):
    source = """
class Agreeable(float):
    __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = lambda self, other: 0.0
    __hash__ = float.__hash__
    def __float__(self): return 1.0
def f(): return Agreeable(3.0)
"""
    right = reference_of("def f(): return 1.0")
    for check in (lambda s, r: agrees("f", s, r),):
        message = said(check, student(source), right)
        assert message.startswith("the result is wrong\n  yours     3\n")
        with worker(source) as submission:
            assert said(check, submission, right) == message


@pytest.mark.filterwarnings("ignore:Using `assume` outside")
@pytest.mark.parametrize("escape", ["import hypothesis; hypothesis.assume(False)", "import pytest; pytest.skip('x')"])
def test_leaving_the_test_from_within_is_a_mistake_like_any_other(escape):
    source = f"def softmax(x, dim=-1):\n    {escape}\n"
    for check in (softmax_agrees, softmax_gradient, softmax_slopes, adding, growth):
        assert "your code raised" in said(check, student(source), reference_of(SOFTMAX))


@pytest.mark.parametrize(
    "answer", ["None", "[]", "'text'", "3", "float('nan')", "{'a': x}", "[x, x]", "x[:0]", "(x > 0)"]
)
def test_any_answer_is_judged(answer):
    """No check breaks on an answer of the wrong form; only constants can be invariant."""
    source = f"def softmax(x, dim=-1):\n    return {answer}\n"
    for check in (softmax_agrees, softmax_gradient):
        said(check, student(source), reference_of(SOFTMAX))
    for check in (
        far_out,
        softmax_slopes,
        adding,
        reversing,
        growth,
        lambda s, r: causal("softmax", s, X, argument=0, axis=1),
        lambda s, r: batch_equals_singles("softmax", s, X),
    ):
        try:
            check(student(source), reference_of(SOFTMAX))
        except CheckFailed:
            pass


def test_a_worker_that_lies_about_gradients_is_judged_by_what_it_sends(worker):
    """A student who takes over autograd can send other numbers, no verdict."""
    source = SOFTMAX + "\ntorch.autograd.grad = lambda outputs, inputs, *a, **k: ['right'] * len(inputs)\n"
    with worker(source) as submission:
        assert "the gradient for `x` is of the wrong type" in said(softmax_gradient, submission, reference_of(SOFTMAX))


# ---------------------------------------------------------------- kinks


def test_relu_at_zero_is_left_out_and_found_everywhere_else():
    relu = "import torch\ndef f(x): return torch.clamp(x, min=0)\n"
    leaky = "import torch\ndef f(x): return torch.clamp(x, min=0) + 0.25 * (x - x.detach())\n"
    x = torch.tensor([0.0, 0.5, -1.0, 2.0], dtype=F64)
    same_as_finite_differences("f", student(relu), x)
    assert "entry [1] is wrong" in said(lambda s, r: same_as_finite_differences("f", s, x), student(leaky), None)
    assert said(lambda s, r: same_as_finite_differences("f", s, x * 0), student(relu), None) == (
        "the function jumps or has a kink at every entry of its inputs\nwith [0, 0, -0, 0]"
    )


def test_away_from_kinks_moves_entries_apart_and_no_further_than_needed():
    x = torch.tensor([[0.0, -0.005, 1.0], [1.0, 5.0, -3.0]], dtype=F64)
    moved = away_from_kinks(x, at=(0.0, 1.0), margin=0.25)
    flat = moved.flatten()
    assert min((a - b).abs() for i, a in enumerate(flat) for b in flat[:i]) >= 0.25
    assert all((flat - kink).abs().min() >= 0.25 for kink in (0.0, 1.0))
    assert moved.tolist() == [[0.5, 0.25, 1.25], [1.5, 5.0, -3.0]]


def test_finite_differences_want_small_inputs():
    with pytest.raises(ValueError, match="400 entries are too many"):
        same_as_finite_differences("softmax", student(SOFTMAX), torch.ones(20, 20))


def test_what_an_instructor_gets_wrong_is_said():
    with pytest.raises(ValueError, match="no argument 'y'"):
        same_gradients("softmax", student(SOFTMAX), reference_of(SOFTMAX), X, wrt=["y"])
    with pytest.raises(ValueError, match="no floating-point"):
        same_gradients("softmax", student(SOFTMAX), reference_of(SOFTMAX), X.long())
    with pytest.raises(ValueError, match="no result of the reference depends on x"):
        same_gradients("softmax", student(SOFTMAX), reference_of("def softmax(x): return x.detach()"), X)
