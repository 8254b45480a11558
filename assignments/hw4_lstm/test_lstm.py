"""Public tests of hw4: run `pytest`, or `pytest -k gru_cell` for one question.

They go from easy to hard within each question. The numbers are small enough to follow with pen and paper: weights are
chosen so that gates come out as round numbers, as sigmoid(ln 3) = 0.75, sigmoid(-ln 3) = 0.25, tanh(ln 2) = 0.6 and
tanh(ln 3) = 0.8. More tests, which you do not see, run when you hand in.
"""

from math import log, tanh

import torch

from autograder.testing import backward_matches, holds, question, same, scenario

LN2, LN3 = log(2), log(3)


def tensor(values):
    """Make a float64 tensor."""
    return torch.tensor(values, dtype=torch.float64)


def check_state(state, h, c, inputs):
    """Check a new state, c first: h is made from it."""
    holds(isinstance(state, tuple | list) and len(state) == 2, "two tensors must be returned, (h, c)")
    same(state[1], c, what="c", inputs=inputs)
    same(state[0], h, what="h", inputs=inputs)


def check_run(result, outputs, h, c, inputs):
    """Check what `lstm` returns."""
    holds(isinstance(result, tuple | list) and len(result) == 2, "(outputs, (h, c)) must be returned")
    same(result[0], outputs, what="outputs", inputs=inputs)
    check_state(result[1], h, c, inputs)


# ---------------------------------------------------------------- lstm_cell


@question("lstm_cell", points=2)
def test_lstm_cell_order_of_the_gates(submission):
    """lstm_cell reads its gates in the order forget, input, candidate, output."""
    # f = 0.75, i = 0.5, g = 0.6, o = 0.25: c' = 0.75 * 2 + 0.5 * 0.6 = 1.8
    x, h, c = tensor([[0.0]]), tensor([[0.0]]), tensor([[2.0]])
    weight, bias = tensor([[0.0, 0.0]] * 4), tensor([LN3, 0, LN2, -LN3])
    state = submission.lstm_cell(x, h, c, weight, bias)
    inputs = "c 2, weight all 0, bias [ln 3, 0, ln 2, -ln 3]"
    check_state(state, tensor([[0.25 * tanh(1.8)]]), tensor([[1.8]]), inputs)


@question("lstm_cell", points=2)
def test_lstm_cell_puts_h_before_x(submission):
    """lstm_cell multiplies its weight by the concatenation [h, x], h first."""
    # [h, x] = [2, 1, -1]: f = sigmoid(ln 3), i = sigmoid(ln 3), g = tanh(ln 2), o = sigmoid(-ln 3)
    x, h, c = tensor([[1.0, -1.0]]), tensor([[2.0]]), tensor([[2.0]])
    weight = tensor([[LN3 / 2, 0, 0], [0, LN3, 0], [0, 0, -LN2], [0, 0, LN3]])
    state = submission.lstm_cell(x, h, c, weight, tensor([0.0] * 4))
    inputs = "x [1, -1], h 2, c 2, bias 0, weight rows [ln 3 / 2, 0, 0], [0, ln 3, 0], [0, 0, -ln 2], [0, 0, ln 3]"
    check_state(state, tensor([[0.25 * tanh(1.95)]]), tensor([[1.95]]), inputs)


@question("lstm_cell", points=1)
def test_lstm_cell_without_squashing(submission):
    """lstm_cell leaves out the tanh over c' when squash_output is False."""
    x, h, c = tensor([[0.0]]), tensor([[0.0]]), tensor([[2.0]])
    weight, bias = tensor([[0.0, 0.0]] * 4), tensor([LN3, 0, LN2, -LN3])
    state = submission.lstm_cell(x, h, c, weight, bias, squash_output=False)
    inputs = "c 2, weight all 0, bias [ln 3, 0, ln 2, -ln 3], squash_output=False"
    check_state(state, tensor([[0.25 * 1.8]]), tensor([[1.8]]), inputs)


# ---------------------------------------------------------------- jozefowicz_cell


@question("jozefowicz_cell", points=1.5)
def test_jozefowicz_cell_gates(submission):
    """jozefowicz_cell squashes i and o with tanh, j and f with the sigmoid."""
    # i = 0.6, j = 0.75, f = 0.25, o = 0.8: c' = 2 * 0.25 + 0.6 * 0.75 = 0.95
    zeros = {key: tensor([[0.0]]) for key in "ijfo"}
    bias = {"i": tensor([LN2]), "j": tensor([LN3]), "f": tensor([-LN3]), "o": tensor([LN3])}
    state = submission.jozefowicz_cell(tensor([[0.0]]), tensor([[0.0]]), tensor([[2.0]]), zeros, zeros, bias)
    inputs = "c 2, all weights 0, biases i: ln 2, j: ln 3, f: -ln 3, o: ln 3"
    check_state(state, tensor([[0.8 * tanh(0.95)]]), tensor([[0.95]]), inputs)


@question("jozefowicz_cell", points=1.5)
def test_jozefowicz_cell_weights(submission):
    """jozefowicz_cell multiplies x by w_x and h by w_h."""
    # i = tanh(ln 2), j = sigmoid(ln 3), f = sigmoid(ln 3), o = tanh(-ln 3): c' = 2 * 0.75 + 0.6 * 0.75 = 1.95
    x, h, c = tensor([[1.0, 0.5]]), tensor([[2.0]]), tensor([[2.0]])
    w_x = {"i": tensor([[LN2, 0]]), "j": tensor([[0, 2 * LN3]]), "f": tensor([[0.0, 0]]), "o": tensor([[0.0, 0]])}
    w_h = {"i": tensor([[0.0]]), "j": tensor([[0.0]]), "f": tensor([[LN3 / 2]]), "o": tensor([[-LN3 / 2]])}
    state = submission.jozefowicz_cell(x, h, c, w_x, w_h, {key: tensor([0.0]) for key in "ijfo"})
    inputs = "x [1, 0.5], h 2, c 2, w_x i: [ln 2, 0], j: [0, 2 ln 3], w_h f: ln 3 / 2, o: -ln 3 / 2, all else 0"
    check_state(state, tensor([[-0.8 * tanh(1.95)]]), tensor([[1.95]]), inputs)


# ---------------------------------------------------------------- lstm


@question("lstm", points=2)
def test_lstm_takes_a_step_for_each_input(submission):
    """lstm takes one step of lstm_cell for each input, from zeros, and carries c along."""
    # f = 0.75, i = 0.5, g = 0.6, o = 0.25 in both steps: c = 0.3, then 0.75 * 0.3 + 0.3 = 0.525
    weight, bias = tensor([[0.0, 0.0]] * 4), tensor([LN3, 0, LN2, -LN3])
    result = submission.lstm(tensor([[[1.0]], [[-1.0]]]), weight, bias)
    first, second = [[0.25 * tanh(0.3)]], [[0.25 * tanh(0.525)]]
    inputs = "two steps, weight all 0, bias [ln 3, 0, ln 2, -ln 3]"
    check_run(result, tensor([first, second]), tensor(second), tensor([[0.525]]), inputs)


@question("lstm", points=1)
def test_lstm_starts_from_h0_and_c0(submission):
    """lstm starts from h0 and c0 where they are given."""
    # the forget gate reads h: f = sigmoid(2 * ln 3 / 2) = 0.75; i = o = 0.5, g = 0: c = 0.75 * 3 = 2.25
    weight = tensor([[LN3 / 2, 0], [0, 0], [0, 0], [0, 0]])
    result = submission.lstm(tensor([[[1.0]]]), weight, tensor([0.0] * 4), tensor([[2.0]]), tensor([[3.0]]))
    h = [[0.5 * tanh(2.25)]]
    inputs = "one step, h0 2, c0 3, weight rows [ln 3 / 2, 0], [0, 0], [0, 0], [0, 0], bias 0"
    check_run(result, tensor([h]), tensor(h), tensor([[2.25]]), inputs)


@question("lstm", points=1)
def test_lstm_takes_no_step_for_no_input(submission):
    """lstm returns an output of shape (0, B, H), and zeros, for a sequence of length 0."""
    result = submission.lstm(torch.zeros(0, 2, 1), torch.zeros(12, 4), torch.zeros(12))
    inputs = "inputs of shape (0, 2, 1), weight of shape (12, 4)"
    check_run(result, torch.zeros(0, 2, 3), torch.zeros(2, 3), torch.zeros(2, 3), inputs)


# ---------------------------------------------------------------- gru_cell


@question("gru_cell", points=1.5)
def test_gru_cell_order_of_the_gates(submission):
    """gru_cell reads its gates in the order reset, update, new; z is the share of h that is kept."""
    # z = 0.75, n = 0.6: h' = 0.25 * 0.6 + 0.75 * 2 = 1.65
    weight, b_ih, b_hh = tensor([[0.0]] * 3), tensor([0, LN3, LN2]), tensor([0.0] * 3)
    h = submission.gru_cell(tensor([[0.0]]), tensor([[2.0]]), weight, weight, b_ih, b_hh)
    same(h, tensor([[1.65]]), what="h", inputs="h 2, all weights 0, b_ih [0, ln 3, ln 2], b_hh 0")


@question("gru_cell", points=1.5)
def test_gru_cell_resets_what_comes_from_h(submission):
    """gru_cell multiplies W_hn h + b_hn by r, the bias included."""
    # r = 0.25, z = 0.5, n = tanh(0.25 * (2 ln 2 * 1 + 2 ln 2)) = tanh(ln 2) = 0.6: h' = 0.5 * 0.6 + 0.5 * 1 = 0.8
    w_ih, w_hh = tensor([[0.0]] * 3), tensor([[0], [0], [2 * LN2]])
    b_ih, b_hh = tensor([-LN3, 0, 0]), tensor([0, 0, 2 * LN2])
    h = submission.gru_cell(tensor([[0.0]]), tensor([[1.0]]), w_ih, w_hh, b_ih, b_hh)
    inputs = "h 1, w_ih 0, w_hh [0], [0], [2 ln 2], b_ih [-ln 3, 0, 0], b_hh [0, 0, 2 ln 2]"
    same(h, tensor([[0.8]]), what="h", inputs=inputs)


# ---------------------------------------------------------------- rnn_forward and rnn_backward

# The handout's example: h0 = 0.4, h1 = tanh(ln 2) = 0.6, h2 = tanh(ln 3) = 0.8.
EXAMPLE = {
    "inputs": tensor([[[LN2 - 0.2]], [[LN3 - 0.3]]]),
    "h0": tensor([[0.4]]),
    "w_x": tensor([[1.0]]),
    "w_h": tensor([[0.5]]),
    "bias": tensor([0.0]),
}
SAID = "inputs ln 2 - 0.2, then ln 3 - 0.3, h0 0.4, w_x 1, w_h 0.5, bias 0"
NAMES = ("grad_inputs", "grad_h0", "grad_w_x", "grad_w_h", "grad_bias")


@scenario
def outputs_of(student, inputs, h0, w_x, w_h, bias):
    """What `rnn_forward` returns beside the cache."""
    with torch.no_grad():
        return student.rnn_forward(inputs, h0, w_x, w_h, bias)[0]


@scenario
def send_back(student, grad_outputs, inputs, h0, w_x, w_h, bias):
    """What `rnn_backward` makes of the cache of `rnn_forward`, while autograd is off."""
    with torch.no_grad():
        cache = student.rnn_forward(inputs, h0, w_x, w_h, bias)[1]
        return student.rnn_backward(grad_outputs, cache)


@scenario
def gradients_by_name(student, grad_outputs, inputs, h0, w_x, w_h, bias):
    """The same, each gradient under the name of its argument."""
    with torch.no_grad():
        cache = student.rnn_forward(inputs, h0, w_x, w_h, bias)[1]
        grad_inputs, grad_h0, grad_w_x, grad_w_h, grad_bias = student.rnn_backward(grad_outputs, cache)
    return {"inputs": grad_inputs, "h0": grad_h0, "w_x": grad_w_x, "w_h": grad_w_h, "bias": grad_bias}


def check_gradients(submission, expected, grad_outputs, steps=2):
    """Check some of the gradients of the example's first steps."""
    example = {**EXAMPLE, "inputs": EXAMPLE["inputs"][:steps]}
    result = send_back(submission, tensor(grad_outputs), **example)
    good = isinstance(result, tuple | list) and len(result) == len(NAMES)
    holds(good, f"rnn_backward must return five gradients: {', '.join(NAMES)}")
    given = SAID if steps == 2 else SAID.replace(", then ln 3 - 0.3", "")
    for name, right in expected.items():
        inputs = f"{given}, grad_outputs {grad_outputs}"
        same(result[NAMES.index(name)], tensor(right), what=name, inputs=inputs)


@question("rnn_forward", points=2)
def test_rnn_forward_two_steps(submission):
    """rnn_forward feeds each hidden state into the next step."""
    result = outputs_of(submission, **EXAMPLE)
    same(result, tensor([[[0.6]], [[0.8]]]), what="outputs", inputs=SAID)


@question("rnn_backward", points=2)
def test_rnn_backward_one_step(submission):
    """rnn_backward is right for one step of rnn_forward: through tanh, then to every argument."""
    # h1 = 0.6, and tanh' = 1 - 0.6^2 = 0.64: the gradient of what goes into tanh is 2 * 0.64 = 1.28
    expected = {
        "grad_bias": [1.28],
        "grad_inputs": [[[1.28]]],
        "grad_w_x": [[1.28 * (LN2 - 0.2)]],
        "grad_h0": [[1.28 * 0.5]],
        "grad_w_h": [[1.28 * 0.4]],
    }
    check_gradients(submission, expected, [[[2.0]]], steps=1)


@question("rnn_backward", points=1.5)
def test_rnn_backward_goes_back_in_time(submission):
    """rnn_backward sends the gradient of a later output back to earlier inputs and to h0."""
    # 0.36 at the second step; 0.36 * 0.5 = 0.18 comes back to h1, which becomes 0.18 * 0.64 = 0.1152
    expected = {"grad_inputs": [[[0.1152]], [[0.36]]], "grad_h0": [[0.0576]]}
    check_gradients(submission, expected, [[[0.0]], [[1.0]]])


@question("rnn_backward", points=1)
def test_rnn_backward_adds_up_over_time(submission):
    """rnn_backward adds up the gradients of w_x, w_h and bias over all steps."""
    # 0.36 at the second step, (0.5 + 0.18) * 0.64 = 0.4352 at the first
    expected = {
        "grad_bias": [0.7952],
        "grad_w_h": [[0.4352 * 0.4 + 0.36 * 0.6]],
        "grad_w_x": [[0.4352 * (LN2 - 0.2) + 0.36 * (LN3 - 0.3)]],
    }
    check_gradients(submission, expected, [[[0.5]], [[1.0]]])


@question("rnn_backward", points=1)
def test_rnn_backward_equals_finite_differences(submission):
    """rnn_backward gives the slopes of rnn_forward, as far as these can be measured."""
    run = {
        "inputs": tensor([[[0.5], [-0.25]], [[1.0], [0.75]], [[-0.5], [0.3]]]),
        "h0": tensor([[0.2, -0.4], [0.3, 0.1]]),
        "w_x": tensor([[0.5], [-0.3]]),
        "w_h": tensor([[0.3, -0.2], [0.4, 0.6]]),
        "bias": tensor([0.1, -0.2]),
    }
    backward_matches(outputs_of, gradients_by_name, submission, **run)
