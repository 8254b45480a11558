"""Public tests of hw1: run `pytest`, or `pytest -k activation` for the tests with that word in their name.

They go from easy to hard, in the order in which the handout builds things up. The numbers are small enough to follow
with pen and paper. More tests, which you do not see, run when you hand in.
"""

import numpy as np

from autograder.testing import backward_matches, question, raises, same, scenario

LN2, LN3 = float(np.log(2)), float(np.log(3))

# The worked example of the handout: two inputs, two hidden relu units, one output. Everything comes out even.
WEIGHTS = [np.array([[1.0, -1.0], [0.5, 1.0]]), np.array([[3.0, 2.0]])]
BIASES = [np.array([0.5, -0.5]), np.array([-1.0])]
ACTIVATIONS = ["relu", "identity"]
ONE, ONE_TARGET = np.array([[1.0, 2.0]]), np.array([[1.0]])
TWO, TWO_TARGETS = np.array([[1.0, 2.0], [2.0, -1.0]]), np.array([[1.0], [8.5]])


def number(loss):
    """A loss as a plain float, if it is a single number; whatever else it is comes back as it is."""
    return float(loss) if np.ndim(loss) == 0 and np.asarray(loss).dtype.kind in "fiu" else loss


@scenario
def measure(student, function, prediction, target):
    """The loss as a number, and its gradient."""
    loss, gradient = getattr(student, function)(prediction, target)
    return number(loss), gradient


@scenario
def output(student, x, weights, biases, activations):
    """What forward gives; the cache stays with you."""
    return student.forward(x, weights, biases, activations)[0]


@scenario
def gradients(student, grad_output, x, weights, biases, activations):
    """What backward gives for the cache of forward, with names."""
    _, cache = student.forward(x, weights, biases, activations)
    grad_x, grad_weights, grad_biases = student.backward(grad_output, cache)
    return {"x": grad_x, "weights": grad_weights, "biases": grad_biases}


@scenario
def loss_gradients(student, x, target, weights, biases, activations, loss):
    """What backpropagation gives."""
    value, grad_weights, grad_biases = student.backpropagation(x, target, weights, biases, activations, loss)
    return number(value), grad_weights, grad_biases


@scenario
def trained(student, x, target, weights, biases, activations, loss, lr, steps):
    """Train; the weights, the biases, the losses, and what the trained network gives."""
    weights, biases, losses = student.train(x, target, weights, biases, activations, loss, lr, steps)
    result, _ = student.forward(x, weights, biases, activations)
    return weights, biases, [number(value) for value in losses], result


def check_activation(submission, name, a, values, derivatives):
    """Check one activation function and its derivative on a few numbers."""
    value, derivative = submission.activation(name, np.array(a))
    inputs = f"{name!r}, a = {[round(entry, 4) for entry in a]}"
    same(value, np.array(values), what="the value", inputs=inputs)
    same(derivative, np.array(derivatives), what="the derivative", inputs=inputs)


# ---------------------------------------------------------------- activations


@question("activation", points=0.5)
def test_identity_gives_back_its_input(submission):
    """identity gives its input, and the derivative 1 for every entry."""
    check_activation(submission, "identity", [-2.0, 0.5, 3.0], [-2.0, 0.5, 3.0], [1.0, 1.0, 1.0])


@question("activation", points=1)
def test_relu_cuts_off_negative_numbers(submission):
    """relu makes negative entries 0; its derivative is 0 there, and 1 for positive ones."""
    check_activation(submission, "relu", [-2.0, 0.5, 3.0], [0.0, 0.5, 3.0], [0.0, 1.0, 1.0])


@question("activation", points=1)
def test_sigmoid_on_a_few_numbers(submission):
    """sigmoid and its derivative are right at 0, ln 3 and -ln 3."""
    check_activation(submission, "sigmoid", [0.0, LN3, -LN3], [0.5, 0.75, 0.25], [0.25, 0.1875, 0.1875])


@question("activation", points=1)
def test_tanh_on_a_few_numbers(submission):
    """tanh and its derivative are right at 0, ln 2 and -ln 3."""
    check_activation(submission, "tanh", [0.0, LN2, -LN3], [0.0, 0.6, -0.8], [1.0, 0.64, 0.36])


@question("activation", points=0.5)
def test_unknown_activation_is_an_error(submission):
    """activation raises ValueError for a name that it does not know."""
    submission.activation("identity", np.array([1.0]))  # a name that it does know is none
    known = "identity|sigmoid|tanh|relu"
    raises(
        ValueError, f"name|activation|function|softplus|{known}", submission.activation, "softplus", np.array([1.0])
    )


# ---------------------------------------------------------------- losses

PREDICTION, TARGET = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])


@question("mse", points=1)
def test_mse_is_a_mean_over_every_entry(submission):
    """mse_loss averages the squared differences over every entry."""
    loss, _ = measure(submission, "mse_loss", PREDICTION, TARGET)
    # the squares are 0, 4, 9 and 16
    same(loss, 7.25, what="the loss", inputs="prediction [[1, 2], [3, 5]], target [[1, 0], [0, 1]]")


@question("mse", points=1)
def test_mse_gradient(submission):
    """mse_loss's gradient is 2 times the difference, divided by the number of entries."""
    _, gradient = measure(submission, "mse_loss", PREDICTION, TARGET)
    expected = np.array([[0.0, 1.0], [1.5, 2.0]])
    same(gradient, expected, what="the gradient", inputs="prediction [[1, 2], [3, 5]], target [[1, 0], [0, 1]]")


LOGITS, LABELS = np.array([[0.0, 0.0, 0.0], [LN2, 0.0, 0.0]]), np.array([2, 0])
SHOWN = "logits [[0, 0, 0], [ln 2, 0, 0]], labels [2, 0]"


@question("cross_entropy", points=1.5)
def test_cross_entropy_is_a_mean_over_the_batch(submission):
    """cross_entropy_loss averages minus the log-probability of the right class over the batch."""
    loss, _ = measure(submission, "cross_entropy_loss", LOGITS, LABELS)
    # the right classes have probability 1/3 and 1/2
    same(loss, (LN3 + LN2) / 2, what="the loss", inputs=SHOWN)


@question("cross_entropy", points=1.5)
def test_cross_entropy_gradient(submission):
    """cross_entropy_loss's gradient is softmax minus 1 at the right class, divided by the batch size."""
    _, gradient = measure(submission, "cross_entropy_loss", LOGITS, LABELS)
    expected = np.array([[1 / 6, 1 / 6, -1 / 3], [-0.25, 0.125, 0.125]])
    same(gradient, expected, what="the gradient", inputs=SHOWN)


@question("cross_entropy", points=1)
def test_cross_entropy_of_large_logits(submission):
    """cross_entropy_loss does not overflow when logits are large."""
    loss, gradient = measure(submission, "cross_entropy_loss", np.array([[1000.0, 0.0]]), np.array([0]))
    same(loss, 0.0, what="the loss", inputs="logits [[1000, 0]], labels [0]")
    same(gradient, np.zeros((1, 2)), what="the gradient", inputs="logits [[1000, 0]], labels [0]")


# ---------------------------------------------------------------- the network


@question("forward", points=1)
def test_forward_through_one_layer(submission):
    """forward computes x W^T + b in a layer with the identity."""
    weights, biases = [np.array([[1.0, 2.0], [3.0, 4.0]])], [np.array([10.0, 20.0])]
    result = output(submission, np.array([[1.0, -1.0]]), weights, biases, ["identity"])
    expected = np.array([[9.0, 19.0]])  # 1 - 2 + 10 and 3 - 4 + 20
    same(result, expected, what="the output", inputs="x [[1, -1]], weights [[1, 2], [3, 4]], biases [10, 20]")


@question("forward", points=1)
def test_forward_through_two_layers(submission):
    """forward gives what the handout's worked example gives."""
    result = output(submission, TWO, WEIGHTS, BIASES, ACTIVATIONS)
    same(result, np.array([[3.0], [9.5]]), what="the output", inputs="the worked example with two samples")


@question("backward", points=1.5)
def test_backward_through_one_layer(submission):
    """backward through one layer with the identity: three products, by hand (uses your forward)."""
    weights, biases = [np.array([[1.0, 2.0], [3.0, 4.0]])], [np.array([10.0, 20.0])]
    found = gradients(submission, np.array([[1.0, 2.0]]), np.array([[5.0, -1.0]]), weights, biases, ["identity"])
    inputs = "x [[5, -1]], weights [[1, 2], [3, 4]], grad_output [[1, 2]]"
    same(found["weights"], [np.array([[5.0, -1.0], [10.0, -2.0]])], what="grad_weights", inputs=inputs)
    same(found["biases"], [np.array([1.0, 2.0])], what="grad_biases", inputs=inputs)
    same(found["x"], np.array([[7.0, 10.0]]), what="grad_x", inputs=inputs)


@question("backward", points=2)
def test_backward_through_two_layers(submission):
    """backward gives what the handout's worked example gives, for two samples (uses your forward)."""
    found = gradients(submission, np.array([[2.0], [1.0]]), TWO, WEIGHTS, BIASES, ACTIVATIONS)
    inputs = "the worked example with two samples, grad_output [[2], [1]]"
    right = [np.array([[6.0, -3.0], [4.0, 8.0]]), np.array([[3.5, 4.0]])]
    same(found["weights"], right, what="grad_weights", inputs=inputs)
    same(found["biases"], [np.array([3.0, 4.0]), np.array([3.0])], what="grad_biases", inputs=inputs)
    same(found["x"], np.array([[2.0, 4.0], [3.0, -3.0]]), what="grad_x", inputs=inputs)


@question("backward", points=1.5)
def test_backward_against_finite_differences(submission):
    """backward's gradients are the slopes of your own forward, through tanh and sigmoid."""
    weights = [np.array([[0.5, -0.25], [1.0, 0.75], [-0.5, 0.3]]), np.array([[0.4, -1.0, 0.8]])]
    biases = [np.array([0.1, -0.2, 0.3]), np.array([0.25])]
    network = {"weights": weights, "biases": biases, "activations": ["tanh", "sigmoid"]}
    result = output(submission, TWO, weights, biases, ["tanh", "sigmoid"])
    same(result, np.array([[0.404616], [0.311855]]), what="the output of forward", rtol=1e-4)
    # Each number in x, weights and biases is moved up and down a little, and the output is watched.
    backward_matches(output, gradients, submission, x=TWO, **network)


@question("backpropagation", points=1.5)
def test_backpropagation_of_the_worked_example(submission):
    """backpropagation gives the loss and the gradients of the worked example (uses forward, mse_loss, backward)."""
    network = [ONE, ONE_TARGET, WEIGHTS, BIASES, ACTIVATIONS]
    loss, grad_weights, grad_biases = loss_gradients(submission, *network, "mse")
    inputs = "the worked example with one sample"
    same(loss, 4.0, what="the loss", inputs=inputs)
    right = [np.array([[0.0, 0.0], [8.0, 16.0]]), np.array([[0.0, 8.0]])]
    same(grad_weights, right, what="grad_weights", inputs=inputs)
    same(grad_biases, [np.array([0.0, 8.0]), np.array([4.0])], what="grad_biases", inputs=inputs)


@question("backpropagation", points=0.5)
def test_backpropagation_with_an_unknown_loss(submission):
    """backpropagation raises ValueError for a loss that it does not know."""
    network = [ONE, ONE_TARGET, WEIGHTS, BIASES, ACTIVATIONS]
    loss_gradients(submission, *network, "mse")  # one that it does know is none
    raises(ValueError, "loss|hinge|mse|cross.?entropy", loss_gradients, submission, *network, "hinge")


# ---------------------------------------------------------------- training


@question("sgd_step", points=1)
def test_sgd_step_moves_against_the_gradient(submission):
    """sgd_step gives p - lr * g for every parameter p and its gradient g."""
    parameters, slopes = [np.array([[1.0, -2.0]]), np.array([3.0])], [np.array([[0.5, 4.0]]), np.array([-1.0])]
    expected = [np.array([[0.95, -2.4]]), np.array([3.1])]
    inputs = "parameters [[1, -2]] and [3], gradients [[0.5, 4]] and [-1], lr 0.1"
    same(submission.sgd_step(parameters, slopes, 0.1), expected, what="the result", inputs=inputs)


LINE = [np.array([[1.0], [3.0]]), np.array([[2.0], [6.0]])]  # two points on the line y = 2 x


HAND = "x [[1], [3]], target [[2], [6]], w = 1, b = 0, lr 0.1, 2 steps"


@question("train", points=1.5)
def test_train_two_steps_by_hand(submission):
    """train takes two steps, each with the gradient at that place (uses your backpropagation and sgd_step)."""
    start = [np.array([[1.0]])], [np.array([0.0])], ["identity"]
    weights, biases, _, _ = trained(submission, *LINE, *start, "mse", 0.1, 2)
    # gradients -10 and -4; then w = 2 and b = 0.4, and gradients 1.6 and 0.8
    same(weights, [np.array([[1.84]])], what="weights", inputs=HAND)
    same(biases, [np.array([0.32])], what="biases", inputs=HAND)


@question("train", points=1)
def test_train_two_losses_by_hand(submission):
    """train gives back the loss before each step (uses your backpropagation and sgd_step)."""
    start = [np.array([[1.0]])], [np.array([0.0])], ["identity"]
    _, _, losses, _ = trained(submission, *LINE, *start, "mse", 0.1, 2)
    # errors -1 and -3; then w = 2 and b = 0.4, and both errors are 0.4
    same(losses, [5.0, 0.16], what="losses", inputs=HAND)


@question("train", points=1.5)
def test_train_solves_xor(submission):
    """train learns XOR, which no network without a hidden layer can (uses all of your code)."""
    x, target = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([[0.0], [1.0], [1.0], [0.0]])
    weights = [np.array([[1.0, 1.0], [-1.0, -1.5], [0.5, -1.0]]), np.array([[0.5, 0.5, -0.25]])]
    biases = [np.array([-0.5, 1.0, 0.0]), np.array([0.0])]
    *_, result = trained(submission, x, target, weights, biases, ["tanh", "sigmoid"], "mse", 2.0, 150)
    inputs = "XOR, tanh and sigmoid, lr 2, 150 steps"
    same(result, target, what="the output of the trained network", atol=0.2, inputs=inputs)
