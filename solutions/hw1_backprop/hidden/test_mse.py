"""Hidden tests of the mean squared error, on inputs that students have not seen."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, no_shared_memory, question, unmodified

from common import FEW, FLOAT32, gradient_of, loss_of, matrices


@question("mse", points=2)
@FEW
@given(prediction=matrices(scales=(1.0, 0.1)), first=st.integers(1, 5))
def test_mse_of_any_batch(submission, reference, prediction, first):
    """mse_loss's loss is right for batches of any size."""
    agrees(loss_of, submission, reference, "mse_loss", prediction, np.roll(prediction, first) / 2 + 0.25)


@question("mse", points=2)
@FEW
@given(prediction=matrices(scales=(1.0, 0.1)), first=st.integers(1, 5))
def test_mse_gradient_of_any_batch(submission, reference, prediction, first):
    """mse_loss's gradient is right for batches of any size."""
    agrees(gradient_of, submission, reference, "mse_loss", prediction, np.roll(prediction, first) / 2 + 0.25)


@question("mse", points=1)
def test_mse_in_float32(submission, reference):
    """mse_loss's gradient is float32 when the prediction is."""
    prediction, target = np.array([[0.5, 1.5, -1.0]], np.float32), np.array([[1.0, -0.5, 0.25]], np.float32)
    agrees(gradient_of, submission, reference, "mse_loss", prediction, target, **FLOAT32)


@question("mse", points=2)
def test_mse_leaves_its_arguments_alone(submission, reference):
    """mse_loss changes neither the prediction nor the target, and its gradient is a new array."""
    prediction, target = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.5, 0.0], [0.5, 1.0]])
    unmodified(gradient_of, submission, "mse_loss", prediction, target)
    no_shared_memory(gradient_of, submission, "mse_loss", prediction, target)
    agrees(loss_of, submission, reference, "mse_loss", prediction, target)
