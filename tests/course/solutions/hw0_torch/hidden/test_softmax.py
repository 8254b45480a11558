"""Hidden tests of softmax."""

from hypothesis import given

from autograder.testing import agrees, question, some

from common import gradient


@question("softmax", points=40)
@given(x=some.tensors(scales=(1.0, 1e4)))
def test_softmax_agrees(submission, reference, x):
    """softmax is right on any tensor."""
    agrees("softmax", submission, reference, x, dim=-1)
    agrees(gradient, submission, reference, "softmax", x)
