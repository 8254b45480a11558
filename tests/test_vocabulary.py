"""The vocabulary: what each check lets pass, what it does not, and what it then says, word for word.

Every case runs in this process, as on a student's computer, and in a worker, as in a grader.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
from vocabulary import (
    COUNTER,
    CUMULATIVE,
    FUNCTION,
    LAYER,
    NUMPY,
    RIGHT_BACKWARD,
    SOFTMAX,
    Check,
    X,
    adding,
    changed,
    descend,
    far_out,
    growth,
    growth_in_numpy,
    layer_gradients,
    network_gradients,
    network_slopes,
    reference_of,
    reversing,
    said,
    softmax_agrees,
    softmax_gradient,
    softmax_slopes,
    softmax_takes,
    student,
    workers,
)

from autograder.sandbox.host import Sandbox
from autograder.sandbox.start import start_zygote
from autograder.testing import (
    TestedModule,
    accepts,
    batch_equals_singles,
    causal,
    finite,
    kept_apart,
    no_shared_memory,
    repeatable,
    unmodified,
)

CASES: list[tuple[Check, str, str, str]] = [
    # the check, the right source, a wrong one, the message
    (
        softmax_agrees,
        SOFTMAX,
        "import torch\ndef softmax(x): return torch.softmax(x, -1)",
        (
            "the tests call softmax(x, dim=...), but your file defines softmax(x)\n"
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
            "6 of 6 entries are wrong"
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
            "6 of 6 entries are wrong\n"
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
            "with x=[[0.5, -0.25, 2], [1, 3, -1]], weights=[[[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [[0.5, "
            "-0.75]]], biases=[[0.1, -0.3], [0.2]]\n"
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
            "6 of 6 entries are wrong\n"
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
            "2 of 2 entries are wrong"
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
            "This is item 0 of the batch. The expected value is the result for this item alone."
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
            "The expected value is what the first run gives alone. Your two runs share some state."
        ),
    ),
    (
        growth,
        SOFTMAX,
        "import torch\ndef softmax(x): return torch.stack([torch.softmax(row, -1) for row in x])",
        (
            "the number of torch operations grows with the size of the input: is there a loop over "
            "it?\n"
            "  yours     6 for size 4, 66 for size 64\n"
            "  expected  at most 2 times as many as for size 4"
        ),
    ),
    (
        growth_in_numpy,
        "import numpy as np\ndef f(x): return x * 2",
        "import numpy as np\ndef f(x): return np.array(list(map(lambda row: row * 2, x)))",
        (
            "the number of lines of Python grows with the size of the input: is there a loop over "
            "it?\n"
            "  yours     5 for size 4, 65 for size 64\n"
            "  expected  at most 2 times as many as for size 4"
        ),
    ),
    (
        growth_in_numpy,
        "import numpy as np\ndef f(x): return x * 2",
        "import numpy as np\ndef f(x): return np.array([row * 2 for row in x])",
        (
            "the number of lines of Python grows with the size of the input: is there a loop over "
            "it?\n"
            "  yours     6 for size 4, 66 for size 64\n"
            "  expected  at most 2 times as many as for size 4"
        ),
    ),
]


@pytest.mark.parametrize(("check", "right", "wrong", "message"), CASES)
def test_in_this_process(check, right, wrong, message):
    check(student(right), reference_of(right))
    assert said(check, student(wrong), reference_of(right)) == message


def test_what_a_garbage_collection_runs_is_not_counted():
    def on_collection(phase, _):
        noted = phase
        noted = noted.upper()
        return noted.lower()

    before = gc.get_threshold()
    gc.callbacks.append(on_collection)
    gc.set_threshold(1)  # at almost every dict
    try:
        growth_in_numpy(student("def f(x):\n    made = list(map(dict, [()] * len(x)))\n    return x * 2"), None)
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(on_collection)
    assert gc.isenabled()


@pytest.fixture(scope="module")
def worker(hw2):
    """Give a source a worker of its own."""
    with workers(hw2) as start:
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
    from autograder.sandbox.client import StudentCode
    from autograder.sandbox.inside.loading import Failure
    from autograder.testing.modules import student_error

    class InWorker(TestedModule):
        def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            result = running.call(function, args, kwargs)
            if isinstance(result, Failure):
                raise student_error(result, "backprop")
            return result

    source = NUMPY + "\nimport sys\nassert 'torch' not in sys.modules\ndef f(x): return x * 2\n"
    with Sandbox(start_zygote(["torch"])) as sandbox:
        with sandbox.worker(StudentCode(source.encode(), "backprop", 10, 256), seed=1) as running:
            assert isinstance(running.load(), list)
            submission = InWorker()
            network_slopes(submission, None)
            growth_in_numpy(submission, None)
            for check in (unmodified, no_shared_memory, repeatable, finite):
                check("f", submission, X.numpy())
            accepts("f", submission, reference_of("def f(x): pass"))
