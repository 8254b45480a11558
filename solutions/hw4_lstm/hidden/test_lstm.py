"""Hidden tests of an LSTM over a sequence, on inputs that students have not seen."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, no_shared_memory, question, same_gradients, some, unmodified

from common import SIZES, SMALL, check_any_tensor, lstm_step, numbers


@st.composite
def lstm_runs(draw):
    """Draw the arguments of lstm."""
    batch, d, size = draw(SIZES)
    shapes = [(draw(st.integers(1, 3)), batch, d), (4 * size, size + d), (4 * size,), (batch, size), (batch, size)]
    return [draw(some.tensors(shape=s, scales=SMALL if k == 1 else (1.0,))) for k, s in enumerate(shapes)]


def lstm_run(steps=3, batch=2, d=3, size=5):
    """Make arguments of lstm: inputs, weight, bias, h0, c0."""
    _, h, c, weight, bias = lstm_step(batch, d, size)
    return [numbers(steps, batch, d), weight, bias, h, c]


@question("lstm", points=4)
@given(run=lstm_runs())
def test_lstm_follows_its_equations(submission, reference, run):
    """lstm gives what lstm_cell gives step by step, and the last h and c."""
    agrees("lstm", submission, reference, *run)


@question("lstm", points=2)
def test_lstm_one_state_alone(submission, reference):
    """lstm takes h0 without c0, and c0 without h0: None means zeros for each alone."""
    inputs, weight, bias, h0, c0 = lstm_run()
    agrees("lstm", submission, reference, inputs, weight, bias, h0=h0)
    agrees("lstm", submission, reference, inputs, weight, bias, c0=c0)


@question("lstm", points=4)
def test_lstm_gradients(submission, reference):
    """Gradients flow through lstm, back through all steps, to inputs, weight, bias, h0 and c0."""
    same_gradients("lstm", submission, reference, *lstm_run(11, 1, 1, 2))


@question("lstm", points=2)
def test_lstm_empty_sequence(submission, reference):
    """lstm takes no step for a sequence of length 0: h and c are what it began with, gradients included."""
    inputs, weight, bias, h0, c0 = lstm_run(steps=0)
    agrees("lstm", submission, reference, inputs, weight, bias)
    agrees("lstm", submission, reference, inputs, weight, bias, h0, c0)
    same_gradients("lstm", submission, reference, inputs, weight, bias, h0, c0, wrt=[3, 4])


@question("lstm", points=0.5)
def test_lstm_returns_copies(submission, reference):
    """lstm returns copies of h0 and c0 for a sequence of length 0."""
    no_shared_memory("lstm", submission, *lstm_run(steps=0, size=2))
    agrees("lstm", submission, reference, *lstm_run(steps=0, size=2))


@question("lstm", points=1)
def test_lstm_leaves_arguments_alone(submission, reference):
    """lstm changes none of its arguments, h0 and c0 among them."""
    unmodified("lstm", submission, *lstm_run(2, 2, 1, 3))
    agrees("lstm", submission, reference, *lstm_run(2, 2, 1, 3))


@question("lstm", points=2.5)
def test_lstm_any_tensor(submission, reference):
    """lstm works in float32, for one step of one item, and for transposed tensors."""
    check_any_tensor(submission, reference, "lstm", lstm_run(steps=1, batch=1), *lstm_run())
