"""Hidden tests of softmax, on inputs that students have not seen.

It is compared to 1e-5, in float32 to 1e-3 where entries are large: `exp(x - logsumexp(x))` loses as much there (1e4 has
a spacing of 1e-3 in float32).
"""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, finite, no_shared_memory, question, same_gradients, some, unmodified

from common import CLOSE, tensor

INF = float("inf")


@st.composite
def softmax_inputs(draw):
    """A tensor of up to three axes, and one of them."""
    shape = draw(some.shapes((1, 3)))
    return draw(some.tensors(shape=shape)), draw(st.integers(-len(shape), len(shape) - 1))


@question("softmax", points=3)
@given(drawn=softmax_inputs())
def test_softmax_along_any_axis(submission, reference, drawn):
    """softmax is right for any number of axes, and along each of them."""
    x, dim = drawn
    agrees("softmax", submission, reference, x, dim=dim, rtol=CLOSE)


@question("softmax", points=1)
def test_softmax_of_rows_far_apart(submission, reference):
    """softmax is right in every row, however far the rows lie apart."""
    x = tensor([[1e4, 9999.0, 9998.0], [-1e4, -9999.0, -9998.0], [0.0, 1.0, 2.0]])
    agrees("softmax", submission, reference, x, rtol=CLOSE)
    agrees("softmax", submission, reference, x.T.contiguous(), dim=0, rtol=CLOSE)


@question("softmax", points=2)
def test_softmax_beside_minus_infinity(submission, reference):
    """softmax gives -inf the share 0, and the finite entries beside it theirs."""
    x = tensor([[-INF, 0.5, -0.25], [2.0, -INF, -INF], [1e4, -1e4, -INF]])
    agrees("softmax", submission, reference, x, rtol=CLOSE)
    finite("softmax", submission, x, gradients_of=[0])


@question("softmax", points=2)
def test_softmax_gradients(submission, reference):
    """Gradients flow back through softmax, also along another axis and for large entries."""
    x = tensor([[0.5, -0.25, 2.0], [-1.5, 0.75, 3.0]])
    same_gradients("softmax", submission, reference, x, rtol=CLOSE)
    same_gradients("softmax", submission, reference, x, dim=0, rtol=CLOSE)
    same_gradients("softmax", submission, reference, tensor([[1e4, 9999.0, -1e4]]), rtol=CLOSE)


@question("softmax", points=1)
def test_softmax_leaves_its_input_alone(submission, reference):
    """softmax does not change its input, and its result is a tensor of its own."""
    x = tensor([[0.5, -0.25, 2.0], [-1.5, 0.75, 3.0]])
    agrees("softmax", submission, reference, x, rtol=CLOSE)  # what does nothing does no harm either
    unmodified("softmax", submission, x)
    no_shared_memory("softmax", submission, x)


@question("softmax", points=1)
def test_softmax_float32(submission, reference):
    """softmax works in float32, and gives float32."""
    x = tensor([[0.5, -0.25, 2.0], [-1.5, 0.75, 3.0]], torch.float32)
    agrees("softmax", submission, reference, x, rtol=1e-4, atol=1e-6)
    agrees("softmax", submission, reference, x + 1e4, rtol=1e-2, atol=1e-3)
