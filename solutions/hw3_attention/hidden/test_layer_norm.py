"""Hidden tests of layer normalization, on inputs that students have not seen."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, finite, no_shared_memory, question, same_gradients, some, unmodified

from common import CLOSE, tensor


@st.composite
def norms(draw):
    """Vectors with up to two leading axes, a scale and a shift."""
    shape = draw(some.shapes((1, 3)))
    return {
        "x": draw(some.tensors(shape=shape)),
        "gamma": draw(some.tensors(shape=shape[-1:])),
        "beta": draw(some.tensors(shape=shape[-1:])),
    }


X = tensor([[0.5, -0.25, 2.0], [-1.5, 0.75, 3.0]])
GAMMA, BETA = tensor([2.0, -1.5, 0.5]), tensor([0.25, 1.0, -0.5])


@question("layer_norm", points=3)
@given(drawn=norms(), eps=st.sampled_from([1e-5, 0.1, 1.0]))
def test_layer_norm_of_any_shape(submission, reference, drawn, eps):
    """layer_norm is right for any number of leading axes, and any eps."""
    agrees("layer_norm", submission, reference, **drawn, eps=eps, rtol=CLOSE)


@question("layer_norm", points=2)
def test_layer_norm_of_close_entries(submission, reference):
    """layer_norm adds eps to the variance, 1e-5 unless told otherwise: it matters where entries are close together."""
    x = tensor([[1.001, 1.002, 1.004], [0.5, 0.5, 0.5]])
    agrees("layer_norm", submission, reference, x, GAMMA, BETA, rtol=CLOSE)
    finite("layer_norm", submission, x, GAMMA, BETA, gradients_of=[0])


@question("layer_norm", points=2.5)
def test_layer_norm_gradients(submission, reference):
    """Gradients flow back through layer_norm to x, gamma and beta."""
    same_gradients("layer_norm", submission, reference, X, GAMMA, BETA, rtol=CLOSE)


@question("layer_norm", points=1)
def test_layer_norm_leaves_its_arguments_alone(submission, reference):
    """layer_norm does not change its arguments, and its result is a tensor of its own."""
    agrees("layer_norm", submission, reference, X, GAMMA, BETA, rtol=CLOSE)
    unmodified("layer_norm", submission, X, GAMMA, BETA)
    no_shared_memory("layer_norm", submission, X, GAMMA, BETA)


@question("layer_norm", points=0.5)
def test_layer_norm_takes_eps_as_a_tensor(submission, reference):
    """layer_norm takes eps as a 0-d tensor."""
    agrees("layer_norm", submission, reference, X, GAMMA, BETA, tensor(0.25), rtol=CLOSE)


@question("layer_norm", points=0.5)
def test_layer_norm_float32(submission, reference):
    """layer_norm works in float32, and gives float32."""
    agrees("layer_norm", submission, reference, X.float(), GAMMA.float(), BETA.float(), rtol=1e-3, atol=1e-5)
