"""What the hidden tests of hw4 share: inputs, and what has to hold of every function.

Results are compared with the reference's, in float64 unless float32 is what is asked. Weights are small, so that no
gate saturates and a wrong gate cannot hide. Batch, input and hidden sizes are distinct primes, next to a case where all
are 1, in which a counterexample fits on one line.
"""

import torch
from hypothesis import strategies as st

from autograder.testing import agrees, scenario, some

SIZES = st.sampled_from([(1, 1, 1), (2, 1, 3), (2, 3, 1), (3, 2, 5)])  # B, D, H; the first is the simplest
SMALL = (0.25, 0.1)  # scales of weights
# In float32 the reference is off by 8e-7 at most on these inputs: other orders of the same sums pass as well.
LOOSE = {"rtol": 1e-4, "atol": 1e-5}


@st.composite
def rnn_runs(draw):
    """Draw the arguments of rnn_forward, by name. The longest sequence is the one with the smallest sizes."""
    steps, batch, d, size = draw(
        st.sampled_from([(1, 1, 1, 1), (2, 2, 1, 3), (3, 2, 3, 1), (11, 1, 1, 2), (2, 3, 2, 5)])
    )
    shapes = {"inputs": (steps, batch, d), "h0": (batch, size), "w_x": (size, d), "w_h": (size, size), "bias": (size,)}
    return {name: draw(some.tensors(shape=shape, scales=(0.25,))) for name, shape in shapes.items()}


@scenario
def outputs_of(student, inputs, h0, w_x, w_h, bias):
    """What rnn_forward returns beside the cache."""
    return student.rnn_forward(inputs, h0, w_x, w_h, bias)[0]


def transposed(value):
    """Return the same numbers in another order in memory: that of a tensor with its first two axes swapped."""
    if isinstance(value, dict):
        return {key: transposed(item) for key, item in value.items()}
    return value.transpose(0, 1).contiguous().transpose(0, 1) if value.ndim > 1 else value


@scenario
def with_transposed(student, function, *args):
    """What a function gives for tensors that do not lie in memory in one piece."""
    return getattr(student, function)(*map(transposed, args))


def numbers(*shape, scale=1.0, start=0):
    """Make numbers between -2 and 2, none of them 0; 42 of them differ, then they come again."""
    values = [(2 * (17 * (start + k) % 42) - 41) / 20 for k in range(torch.Size(shape).numel())]
    return (torch.tensor(values, dtype=torch.float64) * scale).reshape(shape)


def lstm_step(batch=2, d=3, size=5):
    """Make arguments of lstm_cell."""
    return [numbers(batch, d), numbers(batch, size, start=3), numbers(batch, size, start=5),
            numbers(4 * size, size + d, scale=0.1), numbers(4 * size, scale=0.25, start=2)]  # fmt: skip


def rnn_run(steps=3, batch=2, d=3, size=5):
    """Make arguments of rnn_forward."""
    return [numbers(steps, batch, d), numbers(batch, size, start=3), numbers(size, d, scale=0.2),
            numbers(size, size, scale=0.2, start=1), numbers(size, scale=0.25, start=2)]  # fmt: skip


def in_float32(value):
    """Return the same in float32."""
    return {key: item.float() for key, item in value.items()} if isinstance(value, dict) else value.float()


def check_any_tensor(submission, reference, function, one_item, *args):
    """float32 stays float32, a batch of one keeps its axis, and tensors may be transposed in memory."""
    agrees(function, submission, reference, *map(in_float32, args), **LOOSE)
    agrees(function, submission, reference, *one_item)
    agrees(with_transposed, submission, reference, function, *args)
