"""Public tests."""

import numpy as np

from autograder.testing import question, same


@question("double", points=50)
def test_double_of_one(submission):
    """Twice one is two."""
    same(submission.double(np.ones(2)), np.full(2, 2.0), inputs="[1, 1]")
