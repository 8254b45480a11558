"""Hidden tests of the causal mask, on lengths that students have not seen."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, question, scenario


@scenario
def mask_of_numpy_length(student, length):
    """A causal mask whose length is a NumPy integer."""
    return student.causal_mask(np.int64(length))


@question("causal_mask", points=3)
@given(length=st.sampled_from([*range(1, 8), 100]))
def test_causal_mask_of_any_length(submission, reference, length):
    """causal_mask is right for every length, and boolean."""
    agrees("causal_mask", submission, reference, length)


@question("causal_mask", points=1)
def test_causal_mask_of_numpy_length(submission, reference):
    """causal_mask takes a NumPy integer."""
    agrees(mask_of_numpy_length, submission, reference, 3)
