"""Hidden tests of one step of an LSTM, on inputs that students have not seen."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, question, same_gradients, some, unmodified

from common import SIZES, SMALL, check_any_tensor, lstm_step


@st.composite
def lstm_steps(draw):
    """Draw the arguments of lstm_cell."""
    batch, d, size = draw(SIZES)
    shapes = [(batch, d), (batch, size), (batch, size), (4 * size, size + d), (4 * size,)]
    return [draw(some.tensors(shape=s, scales=SMALL if k == 3 else (1.0,))) for k, s in enumerate(shapes)]


@question("lstm_cell", points=7)
@given(step=lstm_steps())
def test_lstm_cell_follows_its_equations(submission, reference, step):
    """lstm_cell is right for any input, hidden state, cell state and weights."""
    agrees("lstm_cell", submission, reference, *step)


@question("lstm_cell", points=2)
def test_lstm_cell_squashes_on_demand(submission, reference):
    """lstm_cell takes squash_output by position and by name; it changes h alone."""
    step = lstm_step()
    agrees("lstm_cell", submission, reference, *step, False)
    agrees("lstm_cell", submission, reference, *step, squash_output=True)


@question("lstm_cell", points=6)
def test_lstm_cell_gradients(submission, reference):
    """Gradients flow through lstm_cell to x, h, c, weight and bias."""
    same_gradients("lstm_cell", submission, reference, *lstm_step(2, 1, 3))
    same_gradients("lstm_cell", submission, reference, *lstm_step(2, 1, 3), squash_output=False)


@question("lstm_cell", points=2)
def test_lstm_cell_leaves_arguments_alone(submission, reference):
    """lstm_cell changes none of its arguments."""
    unmodified("lstm_cell", submission, *lstm_step(2, 1, 3))
    unmodified("lstm_cell", submission, *lstm_step(2, 1, 3), squash_output=False)
    agrees("lstm_cell", submission, reference, *lstm_step(2, 1, 3))


@question("lstm_cell", points=2)
def test_lstm_cell_any_tensor(submission, reference):
    """lstm_cell works in float32, for a batch of one, and for transposed tensors."""
    check_any_tensor(submission, reference, "lstm_cell", lstm_step(batch=1), *lstm_step())
