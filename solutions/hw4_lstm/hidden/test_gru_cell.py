"""Hidden tests of one step of a GRU, on inputs that students have not seen."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, question, same_gradients, some, unmodified

from common import SIZES, SMALL, check_any_tensor, numbers


@st.composite
def gru_steps(draw):
    """Draw the arguments of gru_cell."""
    batch, d, size = draw(SIZES)
    shapes = [(batch, d), (batch, size), (3 * size, d), (3 * size, size), (3 * size,), (3 * size,)]
    return [draw(some.tensors(shape=s, scales=SMALL if k in (2, 3) else (1.0,))) for k, s in enumerate(shapes)]


def gru_step(batch=2, d=3, size=5):
    """Make arguments of gru_cell."""
    return [numbers(batch, d), numbers(batch, size, start=3), numbers(3 * size, d, scale=0.2),
            numbers(3 * size, size, scale=0.2, start=1), numbers(3 * size, start=2),
            numbers(3 * size, start=4)]  # fmt: skip


@question("gru_cell", points=4)
@given(step=gru_steps())
def test_gru_cell_follows_its_equations(submission, reference, step):
    """gru_cell is right for any input, hidden state and weights."""
    agrees("gru_cell", submission, reference, *step)


@question("gru_cell", points=4)
def test_gru_cell_gradients(submission, reference):
    """Gradients flow through gru_cell to x, h, both weights and both biases."""
    same_gradients("gru_cell", submission, reference, *gru_step(2, 1, 3))


@question("gru_cell", points=1)
def test_gru_cell_leaves_arguments_alone(submission, reference):
    """gru_cell changes none of its arguments."""
    unmodified("gru_cell", submission, *gru_step(2, 1, 3))
    agrees("gru_cell", submission, reference, *gru_step(2, 1, 3))


@question("gru_cell", points=2)
def test_gru_cell_any_tensor(submission, reference):
    """gru_cell works in float32, for a batch of one, and for transposed tensors."""
    check_any_tensor(submission, reference, "gru_cell", gru_step(batch=1), *gru_step())
