"""Hidden tests."""

from hypothesis import given

from autograder.testing import agrees, question, some


@question("softmax", points=40)
@given(x=some.tensors(scales=(1.0, 1e4)))
def test_softmax_agrees(submission, reference, x):
    """softmax is right on any tensor."""
    agrees("softmax", submission, reference, x, dim=-1)


@question("centre", points=20)
@given(x=some.tensors())
def test_centre_agrees(submission, reference, x):
    """centre is right on any tensor."""
    agrees("centre", submission, reference, x)
