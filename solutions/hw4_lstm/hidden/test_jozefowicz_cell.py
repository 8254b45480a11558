"""Hidden tests of the LSTM cell of the lecture slides, on inputs that students have not seen."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import agrees, question, same_gradients, some, unmodified

from common import SIZES, SMALL, check_any_tensor, numbers

KEYS = ("i", "j", "f", "o")


@st.composite
def jozefowicz_steps(draw):
    """Draw the arguments of jozefowicz_cell."""
    batch, d, size = draw(SIZES)
    state = [draw(some.tensors(shape=shape)) for shape in ((batch, d), (batch, size), (batch, size))]
    weights = [
        {key: draw(some.tensors(shape=shape, scales=SMALL)) for key in KEYS} for shape in ((size, d), (size, size))
    ]
    return [*state, *weights, {key: draw(some.tensors(shape=(size,))) for key in KEYS}]


def jozefowicz_step(batch=2, d=3, size=5, keys=KEYS):
    """Make arguments of jozefowicz_cell; the dicts have their keys in the order that is given."""
    weights = [{key: numbers(size, n, scale=0.1, start=3 * KEYS.index(key) + n) for key in keys} for n in (d, size)]
    bias = {key: numbers(size, scale=0.25, start=2 * KEYS.index(key)) for key in keys}
    return [numbers(batch, d), numbers(batch, size, start=3), numbers(batch, size, start=5), *weights, bias]


@question("jozefowicz_cell", points=3)
@given(step=jozefowicz_steps())
def test_jozefowicz_cell_follows_its_equations(submission, reference, step):
    """jozefowicz_cell is right for any input, hidden state, cell state and weights."""
    agrees("jozefowicz_cell", submission, reference, *step)


@question("jozefowicz_cell", points=2)
def test_jozefowicz_cell_goes_by_key(submission, reference):
    """jozefowicz_cell goes by the keys of its dicts, whatever their order."""
    agrees("jozefowicz_cell", submission, reference, *jozefowicz_step(keys="ofji"))


@question("jozefowicz_cell", points=3)
def test_jozefowicz_cell_gradients(submission, reference):
    """Gradients flow through jozefowicz_cell to x, h, c and every weight and bias."""
    same_gradients("jozefowicz_cell", submission, reference, *jozefowicz_step(2, 1, 3))


@question("jozefowicz_cell", points=1)
def test_jozefowicz_cell_leaves_arguments_alone(submission, reference):
    """jozefowicz_cell changes none of its arguments."""
    unmodified("jozefowicz_cell", submission, *jozefowicz_step(2, 1, 3))
    agrees("jozefowicz_cell", submission, reference, *jozefowicz_step(2, 1, 3))


@question("jozefowicz_cell", points=2)
def test_jozefowicz_cell_any_tensor(submission, reference):
    """jozefowicz_cell works in float32, for a batch of one, and for transposed tensors."""
    check_any_tensor(submission, reference, "jozefowicz_cell", jozefowicz_step(batch=1), *jozefowicz_step())
