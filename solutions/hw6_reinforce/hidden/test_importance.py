"""Hidden tests of importance weights, on probabilities that students have not seen."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, question, same_gradients, unmodified

from common import F64, FLOAT32, drawn_log_probs


@question("importance", points=2.5)
@given(length=st.integers(1, 7), first=st.integers(0, 36))
def test_importance_weights_any(submission, reference, length, first):
    """importance_weights is right at every step of trajectories of any length."""
    (new,), (old,) = drawn_log_probs([length], first), drawn_log_probs([length], 2 * first + 11)
    agrees("importance_weights", submission, reference, new, old)


@question("importance", points=0.5)
def test_importance_weights_are_not_limited(submission, reference):
    """importance_weights may be as large or small as the two policies make them."""
    often, seldom = torch.full((5,), 0.9, dtype=F64).log(), torch.full((5,), 0.05, dtype=F64).log()
    agrees("importance_weights", submission, reference, often, seldom)
    agrees("importance_weights", submission, reference, seldom, often, rtol=1e-6, atol=0)


@question("importance", points=2)
def test_importance_weights_gradients(submission, reference):
    """Gradients flow back through importance_weights to both arguments."""
    (new,), (old,) = drawn_log_probs([5]), drawn_log_probs([5], 11)
    same_gradients("importance_weights", submission, reference, new, old)


@question("importance", points=1)
def test_importance_weights_float32(submission, reference):
    """importance_weights works in float32, and leaves its arguments as they are."""
    (new,), (old,) = drawn_log_probs([5], 3), drawn_log_probs([5], 11)
    agrees("importance_weights", submission, reference, new.float(), old.float(), rtol=FLOAT32)
    unmodified("importance_weights", submission, new, old)
