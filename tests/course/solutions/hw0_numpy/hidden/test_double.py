"""Hidden tests of double."""

import numpy as np

from autograder.testing import agrees, question


@question("double", points=50)
def test_double_agrees(submission, reference):
    """double is right on an array."""
    agrees("double", submission, reference, np.arange(6.0).reshape(2, 3))
