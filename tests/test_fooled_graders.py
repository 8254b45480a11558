"""What graders have been fooled by, and ours is not; and what lies at the edges of the vocabulary."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from vocabulary import (
    F64,
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

from autograder.testing import (
    CheckFailed,
    TestedModule,
    agrees,
    batch_equals_singles,
    causal,
    kept_apart,
    no_shared_memory,
    repeatable,
    same,
    same_as_finite_differences,
    same_gradients,
    unmodified,
)
from autograder.testing.messages import presentable, render
from autograder.testing.patterns import pattern


@pytest.fixture(scope="module")
def worker(hw2):
    """Give a source a worker of its own."""
    with workers(hw2) as start:
        yield start


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


def test_rounding_makes_no_pattern():
    expected = torch.tensor([1.0, 2.0, 3.0], dtype=F64)
    noise = torch.tensor([2e-7, -3e-7, 1e-7], dtype=F64)
    assert pattern(expected + noise, expected) is None
    assert pattern(expected * (1 + 1e-4), expected) is None


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


class Liar(TestedModule):
    """A worker that has been taken over: it answers every probe with the next of some values."""

    def __init__(self, *answers: object) -> None:
        self.answers = itertools.cycle(answers)

    def run(self, function, *args, **kwargs):
        return next(self.answers)


UNCHANGED, NAMES = ([X], {}), [("x", "POSITIONAL_OR_KEYWORD", True, None, False)]
LIES = [
    None, 3, 10**100, float("nan"), "x", [], (), {}, [None], [1, 2], [[[]]], ({}, []), ([], {}), ([None], {}), (-1, 5),
    (True, 2), (1, 2, 3, 4), (UNCHANGED, UNCHANGED, 1, 2), [("a",)], [("a", "b", "c", "d", "e")], [X] * 50, {"x": X},
    X, X.numpy(), np.array(3), torch.zeros(0), torch.zeros(2, 3, dtype=torch.complex64),
    {"result": None, "attached": None, "gradients": None},
    *({"result": X, "attached": a, "gradients": [X]} for a in ([], ["a"], None)),
    *({"result": X, "attached": [True], "gradients": g} for g in ([], ["a"], [X, X], [X.long()], None)),
]  # fmt: skip
EVERY_CHECK: list[Check] = [
    softmax_agrees, softmax_gradient, softmax_slopes, softmax_takes, layer_gradients, network_gradients, network_slopes,
    adding, reversing, growth, far_out,
    lambda s, r: unmodified("softmax", s, X),
    lambda s, r: no_shared_memory("softmax", s, X),
    lambda s, r: repeatable("softmax", s, X),
    lambda s, r: causal("softmax", s, X, argument=0, axis=1),
    lambda s, r: batch_equals_singles("softmax", s, X),
    lambda s, r: kept_apart(descend, s, {"lr": 1.0}, {"lr": 2.0}),
]  # fmt: skip


@pytest.mark.parametrize("check", EVERY_CHECK)
def test_whatever_a_worker_answers_is_at_worst_a_failed_check(check):
    reference = reference_of(SOFTMAX + LAYER + NUMPY)
    for lie in LIES:
        for answers in ([lie], [UNCHANGED, lie], [NAMES, UNCHANGED, lie], [NAMES, lie, UNCHANGED], [X, lie]):
            try:
                check(Liar(*answers), reference)
            except CheckFailed as failure:
                render(presentable(failure.evidence))
