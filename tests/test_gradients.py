"""Checks of gradients: what may be differentiated, and what happens at kinks."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from vocabulary import (
    F64,
    LAYER,
    NUMPY,
    SOFTMAX,
    B,
    W,
    X,
    changed,
    descend,
    layer_gradients,
    network_slopes,
    reference_of,
    said,
    student,
)

from autograder.testing import (
    CheckFailed,
    away_from_kinks,
    backward_matches,
    kept_apart,
    same_as_finite_differences,
    same_gradients,
    scenario,
    unmodified,
)
from autograder.testing.messages import presentable, render

# ---------------------------------------------------------------- what may be differentiated


CELL = """
import torch
def cell(x, gates, squash=True):
    h = torch.sigmoid(x @ gates["i"].T) * torch.tanh(x @ gates["j"][0].T)
    return (torch.tanh(h) if squash else h), {"h": h}
"""


def test_arguments_and_results_may_be_nested():
    gates = {"i": W, "j": [W / 2]}

    def check(s, r):
        same_gradients("cell", s, r, X.float(), gates, squash=False)

    check(student(CELL), reference_of(CELL))
    same_as_finite_differences("cell", student(CELL), X, gates, wrt=["gates"])
    wrong = changed(CELL, ('{"h": h}', '{"h": h.detach()}'))
    assert said(check, student(wrong), reference_of(CELL)) == (
        "the result[1]['h'] is cut off: no gradient flows back through it\n"
        "with [[0.5, -0.25, 2], [1, 3, -1]], {'i': [[0.5, -1, 0.25], [0.75, 0.5, -0.5]], 'j': [[[0.25, "
        "-0.5, 0.125], [0.375, 0.25, -0.25]]]}, squash=False\n"
        "Look for .detach(), .data, .item(), .numpy(), torch.tensor(...) or no_grad() on the way."
    )
    wrong = changed(CELL, ('gates["j"][0]', 'gates["j"][0].data'))
    for wrt in (None, ["gates"], [1]):
        with pytest.raises(CheckFailed) as caught:
            same_gradients("cell", student(wrong), reference_of(CELL), X, gates, wrt=wrt)
        message = render(presentable(caught.value.evidence))
        assert message.startswith("no gradient reaches `gates['j'][0]`\n")
    said(lambda s, r: same_as_finite_differences("cell", s, X, gates), student(wrong), None)
    same_gradients("cell", student(wrong), reference_of(CELL), X, gates, wrt=["x"])


@scenario
def loss(student, prediction, target):
    """A loss, which is a plain number."""
    return student.loss(prediction, target)[0]


@scenario
def loss_gradient(student, cotangent, prediction, target):
    """Its gradient."""
    return {"prediction": cotangent * student.loss(prediction, target)[1]}


LOSS = """
def loss(prediction, target):
    off = prediction - target
    return float((off**2).mean()), 2 * off / off.{size}
"""


@pytest.mark.parametrize(("make", "size"), [(np.array, "size"), (torch.tensor, "numel()")])
def test_a_loss_by_hand_in_numpy_and_torch(make, size):
    given = {"prediction": make([[0.5, -0.25], [2.0, 1.0]]), "target": make([[1.0, 2.0], [-1.0, 0.5]])}
    right = LOSS.format(size=size)
    once_more = changed(right, ("2 * off", "off"))

    def check(s, r):
        backward_matches(loss, loss_gradient, s, r, wrt=["prediction"], **given)

    for reference in (None, reference_of(right)):
        check(student(right), reference)
        assert "Every entry is 1/2 of the expected one." in said(check, student(once_more), reference)


def test_a_gradient_is_of_its_inputs_type():
    wrong = changed(NUMPY, ("return g, grad_w", "import torch; return torch.tensor(g), grad_w"))
    assert "the gradient for `x` is of the wrong type" in said(network_slopes, student(wrong), None)
    wrong = changed(NUMPY, ("return g, grad_w", "return g.astype('float32'), grad_w"))
    assert "the gradient for `x` has the wrong dtype" in said(network_slopes, student(wrong), None)


def test_a_call_that_does_not_fit_is_told_with_the_references_names():
    source = "def layer(x, weight): return x\n"
    assert said(layer_gradients, student(source), reference_of(LAYER)) == (
        "the tests call layer(x, weight, bias=...), but your file defines layer(x, weight)\n"
        "with [[0.5, -0.25, 2], [1, 3, -1]], [[0.5, -1, 0.25], [0.75, 0.5, -0.5]], bias=[0.1, -0.3]"
    )
    assert said(lambda s, r: unmodified("layer", s, X, W, B), student(source), None) == (
        "the tests call layer(..., ..., ...), but your file defines layer(x, weight)\n"
        "with [[0.5, -0.25, 2], [1, 3, -1]], [[0.5, -1, 0.25], [0.75, 0.5, -0.5]], [0.1, -0.3]"
    )
    rule = "class Rule:\n    def __init__(self, parameters): pass\n"

    def check(s, r):
        kept_apart(descend, s, {"lr": 0.5}, {"lr": 0.25})

    assert said(check, student(rule), None) == (
        "`Rule` does not take the arguments it is called with: got an unexpected keyword argument 'lr'\n"
        "with first={'lr': 0.5}, second={'lr': 0.25}"
    )


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


def test_where_the_reference_has_a_kink_inside_any_slope_between_is_right():
    """A pre-activation of exactly 0, with inputs that are not: relu' may be 0 or 1 there, by the contract."""
    zero = "import torch\ndef f(x, w): return torch.relu(x @ w.T)\n"
    half = changed(zero, ("torch.relu(x @ w.T)", "torch.maximum(x @ w.T, torch.zeros(()))"))
    wrong = changed(half, ("x @ w.T,", "1.01 * (x @ w.T) - 0.01 * (x @ w.T).detach(),"))
    x = torch.tensor([[1.0, 2.0], [0.5, -1.0]], dtype=F64)
    w = torch.tensor([[2.0, -1.0], [1.0, 0.25]], dtype=F64)
    same_gradients("f", student(half), reference_of(zero), x, w)
    same_as_finite_differences("f", student(half), x, w)
    assert "entry [1, 0] is wrong" in said(
        lambda s, r: same_gradients("f", s, r, x, w), student(wrong), reference_of(zero)
    )
    assert "entry [1, 0] is wrong" in said(lambda s, r: same_as_finite_differences("f", s, x, w), student(wrong), None)


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
