"""Hidden tests of log_sum_exp: what the handout says, on inputs that students have not seen.

`submission` is the student's module, in a process of its own; `reference` is the one in the folder above. Write a file
like this one for each question, and what several of them use into common.py, beside them.
"""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, question, same_gradients, some


@question("log_sum_exp", points=30)
@given(x=some.tensors(shape=(2, 3, 5), dtype=torch.float32), dim=st.sampled_from([0, 1, 2, -1]))
def test_any_axis(submission, reference, x, dim):
    """log_sum_exp is right along any axis, in float32 as well."""
    agrees("log_sum_exp", submission, reference, x, dim=dim)


@question("log_sum_exp", points=25)
@given(x=some.tensors(shape=(3, 2), scales=(1.0, 1e4)))
def test_large_entries(submission, reference, x):
    """log_sum_exp is right for entries up to 10,000."""
    agrees("log_sum_exp", submission, reference, x)


@question("log_sum_exp", points=25)
@given(x=some.tensors(shape=(2, 3)))
def test_gradient(submission, reference, x):
    """log_sum_exp has the right gradient, and leaves x as it is."""
    same_gradients("log_sum_exp", submission, reference, x)
