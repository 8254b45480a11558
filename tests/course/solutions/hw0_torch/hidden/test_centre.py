"""Hidden tests of centre."""

from hypothesis import given

from autograder.testing import agrees, question, some

from common import gradient


@question("centre", points=20)
@given(x=some.tensors())
def test_centre_agrees(submission, reference, x):
    """centre is right on any tensor."""
    agrees("centre", submission, reference, x)
    agrees(gradient, submission, reference, "centre", x)
