"""The checks: what they let pass, what they do not, and what they say."""

from __future__ import annotations

import math
import types

import numpy as np
import pytest
import torch

from autograder.testing import CheckFailed, TestedModule, agrees, holds, raises, same, same_trajectory, scenario
from autograder.testing.messages import presentable, render
from autograder.testing.modules import LocalModule, ReferenceModule

F64 = torch.float64
INF = math.inf


@pytest.mark.parametrize(
    ("yours", "expected"),
    [
        (1.0, 1.0),
        (torch.tensor(1.0), 1.0),
        (np.float64(1.0), 1.0),
        (1, 1.0),
        (np.int64(3), 3),
        ((1, 2), [1, 2]),
        (torch.tensor([1.0, -INF], dtype=F64), torch.tensor([1.0, -INF], dtype=F64)),
        (float("nan"), float("nan")),
        (torch.tensor([1.0 + 1e-9], dtype=F64), torch.tensor([1.0], dtype=F64)),
        ({"a": 1.0}, {"a": 1.0}),
        (True, True),
        (torch.tensor(True), True),
    ],
)
def test_what_is_the_same(yours, expected):
    same(yours, expected)


@pytest.mark.parametrize(
    ("yours", "expected", "said"),
    [
        (None, 1.0, "not a number"),
        ("1", 1.0, "not a number"),
        (True, 1.0, "not a number"),
        (10**30, 5.0, "is wrong"),
        (10**400, 5.0, "is wrong"),
        (1.0, INF, "is wrong"),
        (-INF, INF, "is wrong"),
        (float("nan"), 1.0, "is wrong"),
        (1.1, 1.0, "is wrong"),
        (1, True, "is wrong"),
        (np.zeros(3), "text", "is wrong"),
        (2, 3, "is wrong"),
        (None, [1.0], "not a list"),
        ([1.0], [1.0, 2.0], "wrong length"),
        (torch.ones(2, 1), torch.ones(2), "wrong shape"),
        (torch.ones(1), torch.ones(2), "wrong shape"),
        (torch.ones(2), torch.ones(2, dtype=F64), "wrong dtype"),
        (np.ones(2), torch.ones(2), "wrong type"),
        (torch.zeros(2), torch.tensor([0.0, INF]), "entry [1] is wrong"),
        (torch.tensor([0.0, -INF]), torch.tensor([0.0, INF]), "entry [1] is wrong"),
        (torch.tensor([10_000_001]), torch.tensor([10_000_000]), "is wrong"),
        (torch.tensor([2**53 + 1]), torch.tensor([2**53]), "is wrong"),
        (torch.zeros(2, 3), torch.eye(2, 3), "entry [0, 0] is wrong"),
        ({"b": 1}, {"a": 1}, "does not have the right keys"),
    ],
)
def test_what_is_not_the_same_is_named(yours, expected, said):
    with pytest.raises(CheckFailed) as caught:
        same(yours, expected)
    assert said in render(presentable(caught.value.evidence))


def test_a_message_in_full():
    with pytest.raises(CheckFailed) as caught:
        same(torch.tensor([[1.0, 2.5]]), torch.tensor([[1.0, 2.0]]), what="the output", inputs="x=[1, 2]")
    assert render(presentable(caught.value.evidence), handout="Softmax") == (
        "the output, entry [0, 1] is wrong\n"
        "  yours     2.5\n"
        "  expected  2    off by 5.0e-01, allowed 2e-07\n"
        "with x=[1, 2]\n"
        'See the handout, "Softmax".'
    )
    hidden = render(presentable(caught.value.evidence, reveal=False))
    assert hidden == "the output, entry [0, 1] is wrong\n  yours     2.5\nwith x=[1, 2]"


def test_what_would_give_a_hidden_value_away_is_not_shown():
    with pytest.raises(CheckFailed) as caught:
        same(torch.tensor([2.0, 6.0]), torch.tensor([1.0, 3.0]))
    assert "2 times" in render(presentable(caught.value.evidence))
    hidden = render(presentable(caught.value.evidence, reveal=False))
    assert hidden == "the result, entry [0] is wrong\n  yours     2"


def module(**names: object) -> TestedModule:
    """A student's module in this process."""
    made = types.ModuleType("homework")
    vars(made).update(names)
    return LocalModule(made)


def reference(**names: object) -> TestedModule:
    """A reference."""
    made = types.ModuleType("reference")
    vars(made).update(names)
    return ReferenceModule(made)


def test_agrees_compares_with_the_reference():
    right, wrong = module(double=lambda x: x + x), module(double=lambda x: x * x)
    x = torch.tensor([2.0, 3.0], dtype=F64)
    agrees("double", right, reference(double=lambda x: 2 * x), x)
    with pytest.raises(CheckFailed, match="entry"):
        agrees("double", wrong, reference(double=lambda x: 2 * x), x)


def test_a_result_is_a_copy_so_arguments_cannot_be_shared_or_changed():
    x = torch.ones(2, dtype=F64)
    module(f=lambda x: x.mul_(5)).f(x)
    assert x.tolist() == [1.0, 1.0]


@scenario
def walk(student, steps):
    """A path of one parameter."""
    return [[torch.tensor([student.position(k)], dtype=F64)] for k in range(steps)]


def test_same_trajectory_names_the_first_wrong_step():
    right = reference(position=lambda k: float(k))
    same_trajectory(walk, module(position=lambda k: k * (1 + 1e-6)), right, steps=5)
    with pytest.raises(CheckFailed, match="after step 3 of 4"):
        same_trajectory(walk, module(position=lambda k: float(k) if k < 3 else 0.0), right, steps=5)


@scenario
def answer(student):
    """Whatever the student likes."""
    return student.answer()


@pytest.mark.parametrize(
    "path", [None, [], [[None]] * 5, [[]] * 5, [[torch.tensor([float("nan")], dtype=F64)]] * 5, [5] * 5]
)
def test_same_trajectory_survives_any_answer(path):
    right = reference(answer=lambda: [[torch.zeros(1, dtype=F64)]] * 5)
    with pytest.raises(CheckFailed):
        same_trajectory(answer, module(answer=lambda: path), right)


def test_raises_wants_the_right_error_and_a_message_that_names_the_argument():
    def fail(error):
        def f():
            raise error

        return module(f=f).f

    raises(ValueError, "lr|learning rate", fail(ValueError("bad LR")))
    raises(ValueError, "lr|learning rate", fail(UnicodeError("Learning rate?")))
    with pytest.raises(CheckFailed, match="does not name"):
        raises(ValueError, "lr", fail(ValueError("bad")))
    with pytest.raises(CheckFailed, match="ValueError was expected, but your code raised TypeError"):
        raises(ValueError, "lr", fail(TypeError("lr")))
    with pytest.raises(CheckFailed, match="no ValueError was raised"):
        raises(ValueError, "lr", module(f=lambda: None).f)


def test_holds():
    holds(True, "never said")
    with pytest.raises(CheckFailed, match="it leaks"):
        holds(False, "it leaks")
