"""Hidden tests of the positional encoding, on sizes that students have not seen."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, question, raises, scenario


@scenario
def encoding(student, length, d_model, numpy=False):
    """A positional encoding in float64: float32 and float64 are both fine."""
    integer = np.int64 if numpy else int
    table = student.positional_encoding(integer(length), integer(d_model))
    return table.double() if isinstance(table, torch.Tensor) and table.is_floating_point() else table


@question("positional_encoding", points=5)
@given(length=st.sampled_from([2, 1, 5, 11, 50]), d_model=st.sampled_from([2, 4, 6, 10, 16]))
def test_positional_encoding_of_any_size(submission, reference, length, d_model):
    """positional_encoding is right for any length and any even width."""
    # In float32, with exp and log, a frequency is off by a share of 4e-7, and position t by t times that.
    agrees(encoding, submission, reference, length, d_model, rtol=0, atol=2e-6 * (length + 1))


@question("positional_encoding", points=0.5)
def test_positional_encoding_of_numpy_size(submission, reference):
    """positional_encoding takes NumPy integers."""
    agrees(encoding, submission, reference, 3, 4, numpy=True, rtol=0, atol=1e-5)


@question("positional_encoding", points=2)
def test_positional_encoding_checks_its_arguments(submission):
    """positional_encoding raises ValueError for an odd d_model, and for no even one."""
    for d_model in (3, 1, 7):
        raises(ValueError, "d_model|dim|odd|even", submission.positional_encoding, 4, d_model)
    for d_model in (2, 6):
        encoding(submission, 4, d_model)
