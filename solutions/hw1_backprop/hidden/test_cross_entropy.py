"""Hidden tests of the cross entropy of logits, on inputs that students have not seen."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, no_shared_memory, question, same, some, unmodified

from common import FEW, FLOAT32, arrays, gradient_of, loss_of


@st.composite
def classified(draw):
    """Draw logits and labels."""
    batch, classes = draw(some.shapes((2, 2)))
    logits = draw(arrays(shape=(batch, classes), scales=(1.0, 4.0)))
    return logits, (np.arange(batch) * draw(st.integers(1, 2)) + draw(st.integers(0, 1))) % classes


@question("cross_entropy", points=2.5)
@FEW
@given(pair=classified())
def test_cross_entropy_of_any_batch(submission, reference, pair):
    """cross_entropy_loss's loss is right for batches of any size."""
    agrees(loss_of, submission, reference, "cross_entropy_loss", *pair)


@question("cross_entropy", points=2.5)
@FEW
@given(pair=classified())
def test_cross_entropy_gradient_of_any_batch(submission, reference, pair):
    """cross_entropy_loss's gradient is right for batches of any size."""
    agrees(gradient_of, submission, reference, "cross_entropy_loss", *pair)


HUGE = (  # logits, labels, loss, gradient
    ([[1e4, -1e4]], [1], 2e4, [[1.0, -1.0]]),
    ([[1e4, 0.0], [-1e4, -9999.0]], [0, 1], 0.15663084, [[0.0, 0.0], [0.13447071, -0.13447071]]),
    ([[-1e4, -1e4, 50.0]], [0], 10050.0, [[-1.0, 0.0, 1.0]]),
)


@question("cross_entropy", points=2)
def test_cross_entropy_of_huge_logits(submission):
    """cross_entropy_loss's loss is exact for logits up to 1e4 in size, for right and wrong classes."""
    for logits, labels, loss, _ in HUGE:
        found = loss_of(submission, "cross_entropy_loss", np.array(logits), np.array(labels))
        same(found, loss, what="the loss", atol=1e-7, inputs=f"logits {logits}, labels {labels}")


@question("cross_entropy", points=1)
def test_cross_entropy_gradient_of_huge_logits(submission):
    """cross_entropy_loss's gradient is right for logits up to 1e4 in size, for right and wrong classes."""
    for logits, labels, _, gradient in HUGE:
        found = gradient_of(submission, "cross_entropy_loss", np.array(logits), np.array(labels))
        same(found, np.array(gradient), what="the gradient", atol=1e-7, inputs=f"logits {logits}, labels {labels}")


@question("cross_entropy", points=1.5)
def test_cross_entropy_in_float32(submission, reference):
    """cross_entropy_loss's gradient is float32 when logits are, also for huge ones and labels of int32."""
    logits = np.array([[0.5, 1.5, -1.0], [2.0, -0.5, 0.25]], np.float32)
    labels = np.array([2, 0], np.int32)
    agrees(gradient_of, submission, reference, "cross_entropy_loss", logits, labels, **FLOAT32)
    agrees(gradient_of, submission, reference, "cross_entropy_loss", logits * 5000, labels, **FLOAT32)


@question("cross_entropy", points=1.5)
def test_cross_entropy_leaves_its_arguments_alone(submission, reference):
    """cross_entropy_loss changes neither logits nor labels, and its gradient is a new array."""
    logits, labels = np.array([[1.0, 2.0, 0.5], [3.0, 5.0, 4.0]]), np.array([2, 0])
    unmodified(gradient_of, submission, "cross_entropy_loss", logits, labels)
    no_shared_memory(gradient_of, submission, "cross_entropy_loss", logits, labels)
    agrees(loss_of, submission, reference, "cross_entropy_loss", logits, labels)
