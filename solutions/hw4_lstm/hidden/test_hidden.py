"""Hidden tests of hw4: every sentence of the contract, on inputs that students have not seen.

Results are compared with the reference's, in float64 unless float32 is what is asked. Weights are small, so that no
gate saturates and a wrong gate cannot hide. Batch, input and hidden sizes are distinct primes, next to a case where all
are 1, in which a counterexample fits on one line.
"""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import (
    agrees,
    backward_matches,
    no_shared_memory,
    question,
    same,
    same_gradients,
    scenario,
    some,
    unmodified,
)

SIZES = st.sampled_from([(1, 1, 1), (2, 1, 3), (2, 3, 1), (3, 2, 5)])  # B, D, H; the first is the simplest
SMALL = (0.25, 0.1)  # scales of weights
KEYS = ("i", "j", "f", "o")
# In float32 the reference is off by 8e-7 at most on these inputs: other orders of the same sums pass as well.
LOOSE = {"rtol": 1e-4, "atol": 1e-5}


@st.composite
def lstm_steps(draw):
    """Draw the arguments of lstm_cell."""
    batch, d, size = draw(SIZES)
    shapes = [(batch, d), (batch, size), (batch, size), (4 * size, size + d), (4 * size,)]
    return [draw(some.tensors(shape=s, scales=SMALL if k == 3 else (1.0,))) for k, s in enumerate(shapes)]


@st.composite
def jozefowicz_steps(draw):
    """Draw the arguments of jozefowicz_cell."""
    batch, d, size = draw(SIZES)
    state = [draw(some.tensors(shape=shape)) for shape in ((batch, d), (batch, size), (batch, size))]
    weights = [
        {key: draw(some.tensors(shape=shape, scales=SMALL)) for key in KEYS} for shape in ((size, d), (size, size))
    ]
    return [*state, *weights, {key: draw(some.tensors(shape=(size,))) for key in KEYS}]


@st.composite
def gru_steps(draw):
    """Draw the arguments of gru_cell."""
    batch, d, size = draw(SIZES)
    shapes = [(batch, d), (batch, size), (3 * size, d), (3 * size, size), (3 * size,), (3 * size,)]
    return [draw(some.tensors(shape=s, scales=SMALL if k in (2, 3) else (1.0,))) for k, s in enumerate(shapes)]


@st.composite
def lstm_runs(draw):
    """Draw the arguments of lstm."""
    batch, d, size = draw(SIZES)
    shapes = [(draw(st.integers(1, 3)), batch, d), (4 * size, size + d), (4 * size,), (batch, size), (batch, size)]
    return [draw(some.tensors(shape=s, scales=SMALL if k == 1 else (1.0,))) for k, s in enumerate(shapes)]


@st.composite
def rnn_runs(draw):
    """Draw the arguments of rnn_forward, by name. The longest sequence is the one with the smallest sizes."""
    steps, batch, d, size = draw(
        st.sampled_from([(1, 1, 1, 1), (2, 2, 1, 3), (3, 2, 3, 1), (11, 1, 1, 2), (2, 3, 2, 5)])
    )
    shapes = {"inputs": (steps, batch, d), "h0": (batch, size), "w_x": (size, d), "w_h": (size, size), "bias": (size,)}
    return {name: draw(some.tensors(shape=shape, scales=(0.25,))) for name, shape in shapes.items()}


@scenario
def outputs_of(student, inputs, h0, w_x, w_h, bias):
    """What rnn_forward returns beside the cache."""
    return student.rnn_forward(inputs, h0, w_x, w_h, bias)[0]


@scenario
def gradients_by_name(student, grad_outputs, inputs, h0, w_x, w_h, bias):
    """What rnn_backward returns, while autograd is off, each gradient under the name of its argument."""
    with torch.no_grad():
        cache = student.rnn_forward(inputs, h0, w_x, w_h, bias)[1]
        grad_inputs, grad_h0, grad_w_x, grad_w_h, grad_bias = student.rnn_backward(grad_outputs, cache)
    return {"inputs": grad_inputs, "h0": grad_h0, "w_x": grad_w_x, "w_h": grad_w_h, "bias": grad_bias}


@scenario
def first_of_two(student, grad_outputs, first, second):
    """The gradients of a first run, when a second one took place between its forward and its backward pass."""
    with torch.no_grad():
        cache = student.rnn_forward(*first)[1]
        other = student.rnn_forward(*second)[1]
        gradients = student.rnn_backward(grad_outputs, cache)
        student.rnn_backward(2 * grad_outputs, other)
    return gradients


def transposed(value):
    """Return the same numbers in another order in memory: that of a tensor with its first two axes swapped."""
    if isinstance(value, dict):
        return {key: transposed(item) for key, item in value.items()}
    return value.transpose(0, 1).contiguous().transpose(0, 1) if value.ndim > 1 else value


@scenario
def with_transposed(student, function, *args):
    """What a function gives for tensors that do not lie in memory in one piece."""
    return getattr(student, function)(*map(transposed, args))


@scenario
def run_with_transposed(student, grad_outputs, *args):
    """The same for rnn_forward and rnn_backward; the same gradient comes from each item of the batch."""
    with torch.no_grad():
        outputs, cache = student.rnn_forward(*map(transposed, args))
        return outputs, student.rnn_backward(grad_outputs[:, :1].expand_as(outputs), cache)


def numbers(*shape, scale=1.0, start=0):
    """Make numbers between -2 and 2, none of them 0; 42 of them differ, then they come again."""
    values = [(2 * (17 * (start + k) % 42) - 41) / 20 for k in range(torch.Size(shape).numel())]
    return (torch.tensor(values, dtype=torch.float64) * scale).reshape(shape)


def lstm_step(batch=2, d=3, size=5):
    """Make arguments of lstm_cell."""
    return [numbers(batch, d), numbers(batch, size, start=3), numbers(batch, size, start=5),
            numbers(4 * size, size + d, scale=0.1), numbers(4 * size, scale=0.25, start=2)]  # fmt: skip


def lstm_run(steps=3, batch=2, d=3, size=5):
    """Make arguments of lstm: inputs, weight, bias, h0, c0."""
    _, h, c, weight, bias = lstm_step(batch, d, size)
    return [numbers(steps, batch, d), weight, bias, h, c]


def jozefowicz_step(batch=2, d=3, size=5, keys=KEYS):
    """Make arguments of jozefowicz_cell; the dicts have their keys in the order that is given."""
    weights = [{key: numbers(size, n, scale=0.1, start=3 * KEYS.index(key) + n) for key in keys} for n in (d, size)]
    bias = {key: numbers(size, scale=0.25, start=2 * KEYS.index(key)) for key in keys}
    return [numbers(batch, d), numbers(batch, size, start=3), numbers(batch, size, start=5), *weights, bias]


def gru_step(batch=2, d=3, size=5):
    """Make arguments of gru_cell."""
    return [numbers(batch, d), numbers(batch, size, start=3), numbers(3 * size, d, scale=0.2),
            numbers(3 * size, size, scale=0.2, start=1), numbers(3 * size, start=2),
            numbers(3 * size, start=4)]  # fmt: skip


def rnn_run(steps=3, batch=2, d=3, size=5):
    """Make arguments of rnn_forward."""
    return [numbers(steps, batch, d), numbers(batch, size, start=3), numbers(size, d, scale=0.2),
            numbers(size, size, scale=0.2, start=1), numbers(size, scale=0.25, start=2)]  # fmt: skip


def in_float32(value):
    """Return the same in float32."""
    return {key: item.float() for key, item in value.items()} if isinstance(value, dict) else value.float()


def check_any_tensor(submission, reference, function, one_item, *args):
    """float32 stays float32, a batch of one keeps its axis, and tensors may be transposed in memory."""
    agrees(function, submission, reference, *map(in_float32, args), **LOOSE)
    agrees(function, submission, reference, *one_item)
    agrees(with_transposed, submission, reference, function, *args)


# ---------------------------------------------------------------- lstm_cell


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


# ---------------------------------------------------------------- jozefowicz_cell


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


# ---------------------------------------------------------------- lstm


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


# ---------------------------------------------------------------- gru_cell


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


# ---------------------------------------------------------------- rnn_forward


@question("rnn_forward", points=2)
@given(run=rnn_runs())
def test_rnn_forward_follows_its_equation(submission, reference, run):
    """rnn_forward is right for any sequence, initial state and weights."""
    agrees(outputs_of, submission, reference, **run)


@question("rnn_forward", points=2)
def test_rnn_forward_gradients(submission, reference):
    """Gradients flow through rnn_forward, back through all steps, to each of its arguments."""
    same_gradients(outputs_of, submission, reference, *rnn_run(11, 1, 1, 2))


@question("rnn_forward", points=0.5)
def test_rnn_forward_leaves_arguments_alone(submission, reference):
    """rnn_forward changes none of its arguments."""
    unmodified(outputs_of, submission, *rnn_run(2, 2, 1, 3))
    agrees(outputs_of, submission, reference, *rnn_run(2, 2, 1, 3))


@question("rnn_forward", points=1.5)
def test_rnn_forward_any_tensor(submission, reference):
    """rnn_forward works in float32, for one step of one item, and for transposed tensors."""
    agrees(outputs_of, submission, reference, *map(in_float32, rnn_run()), **LOOSE)
    agrees(outputs_of, submission, reference, *rnn_run(steps=1, batch=1))
    agrees(outputs_with_transposed, submission, reference, *rnn_run())


@scenario
def outputs_with_transposed(student, *args):
    """What rnn_forward returns beside the cache, for tensors that do not lie in memory in one piece."""
    return student.rnn_forward(*map(transposed, args))[0]


# ---------------------------------------------------------------- rnn_backward


@question("rnn_backward", points=5)
@given(run=rnn_runs())
def test_rnn_backward_follows_the_chain_rule(submission, reference, run):
    """rnn_backward gives every gradient of rnn_forward, for any gradient of the outputs."""
    backward_matches(outputs_of, gradients_by_name, submission, reference, **run)


@question("rnn_backward", points=3)
def test_rnn_backward_large_and_small_gradients(submission, reference):
    """rnn_backward is exact for gradients of very different size: what goes to one item is not lost beside another."""
    grad_outputs = numbers(2, 2, 3, start=4) * torch.tensor([[1e8], [1.0]], dtype=torch.float64)
    agrees(gradients_by_name, submission, reference, grad_outputs, *rnn_run(2, 2, 1, 3))


@question("rnn_backward", points=2)
def test_rnn_backward_leaves_arguments_alone(submission, reference):
    """rnn_backward does not change grad_outputs, nor the arguments of rnn_forward."""
    unmodified(gradients_by_name, submission, numbers(3, 2, 3, start=4), *rnn_run(3, 2, 1, 3))
    agrees(gradients_by_name, submission, reference, numbers(3, 2, 3, start=4), *rnn_run(3, 2, 1, 3))


@question("rnn_backward", points=2.5)
def test_rnn_backward_goes_by_its_cache(submission, reference):
    """rnn_backward uses the cache it is given, also when rnn_forward has run again since."""
    grad_outputs, first, second = numbers(2, 2, 3), rnn_run(2, 2, 1, 3), [2 * a for a in rnn_run(2, 2, 1, 3)]
    yours = first_of_two(submission, grad_outputs, first, second)
    same(yours, first_of_two(reference, grad_outputs, first, second), what="the gradients of the first of two runs")


@question("rnn_backward", points=2)
def test_rnn_backward_any_tensor(submission, reference):
    """rnn_backward works in float32, for one step of one item, and for transposed tensors."""
    grad_outputs = numbers(3, 2, 5, start=4)
    agrees(gradients_by_name, submission, reference, grad_outputs.float(), *map(in_float32, rnn_run()), **LOOSE)
    agrees(gradients_by_name, submission, reference, grad_outputs[:1, :1], *rnn_run(steps=1, batch=1))
    agrees(run_with_transposed, submission, reference, grad_outputs, *rnn_run())
