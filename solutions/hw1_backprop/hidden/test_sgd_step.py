"""Hidden tests of one step downhill, on inputs that students have not seen."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, no_shared_memory, question, scenario, unmodified

from common import FEW, FLOAT32, in_float32, matrices


@scenario
def step_with_other_numbers(student, parameters, gradients):
    """Steps with a learning rate that is no Python float, and with tuples."""
    rates = np.array(0.5), np.float64(0.25), 1
    return [student.sgd_step(tuple(parameters), tuple(gradients), rate) for rate in rates]


@question("sgd_step", points=1)
@FEW
@given(parameters=st.lists(matrices(), min_size=1, max_size=3), lr=st.sampled_from([0.1, 0.5, 2.0, 0.0]))
def test_sgd_step_of_any_arrays(submission, reference, parameters, lr):
    """sgd_step is right for any number of parameters, of any shapes."""
    slopes = [100 * (np.roll(p, 1) - 0.125) for p in parameters]
    agrees("sgd_step", submission, reference, parameters, slopes, lr)


PARAMETERS = [np.array([[1.0, -2.0, 0.5], [0.25, 1.5, -1.0]]), np.array([3.0, -0.5])]
SLOPES = [np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([-0.25, 4.0])]


@question("sgd_step", points=1)
def test_sgd_step_returns_new_arrays(submission, reference):
    """sgd_step leaves parameters and gradients as they are and returns new arrays."""
    for lr in (0.1, 0.0):
        unmodified("sgd_step", submission, PARAMETERS, SLOPES, lr)
        no_shared_memory("sgd_step", submission, PARAMETERS, SLOPES, lr)
    no_shared_memory("sgd_step", submission, PARAMETERS, [0 * slope for slope in SLOPES], 0.1)
    agrees("sgd_step", submission, reference, PARAMETERS, SLOPES, 0.1)


@question("sgd_step", points=1)
def test_sgd_step_of_other_numbers(submission, reference):
    """sgd_step keeps float32, and takes tuples, and a learning rate that is an array of shape ()."""
    agrees("sgd_step", submission, reference, in_float32(PARAMETERS), in_float32(SLOPES), 0.1, **FLOAT32)
    agrees(step_with_other_numbers, submission, reference, PARAMETERS, SLOPES)
