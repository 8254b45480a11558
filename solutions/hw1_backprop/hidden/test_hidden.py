"""Hidden tests of hw1: every sentence of the contract, on inputs that students have not seen.

Networks have layers of different widths, each a prime, so that swapped axes cannot hide; one test has square weights,
so that a missing transpose is a wrong number and not a crash. Upstream gradients are random. Relu units stay away from
0. Some batches are in the thousands and meet weights of thousandths, and some upstream gradients have one entry that is
much larger than the others: there, finite differences are not exact enough.
Whatever is compared in float32 may be off by 1e-4 of itself and 1e-5: the reference's own float32 is off by 2e-7 there.
"""

import itertools
import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import (
    agrees,
    backward_matches,
    no_shared_memory,
    question,
    same,
    scenario,
    some,
    unmodified,
)

FEW = settings(max_examples=8)  # each is a whole network, and has several layers as a rule
FLOAT32 = {"rtol": 1e-4, "atol": 1e-5}


def number(loss):
    """A loss as a plain float, if it is a single number; whatever else it is comes back as it is."""
    return float(loss) if np.ndim(loss) == 0 and np.asarray(loss).dtype.kind in "fiu" else loss


def strided(array):
    """The same numbers, but no two of them side by side in memory."""
    spaced = np.zeros(tuple(2 * length for length in array.shape), array.dtype)
    view = spaced[tuple(slice(None, None, 2) for _ in array.shape)]
    view[...] = array
    return view


@scenario
def activate(student, name, a):
    """The value and the derivative."""
    value, derivative = student.activation(name, a)
    return {"value": value, "derivative": derivative}


@scenario
def activate_and_listen(student, name, a):
    """The value and the derivative, and NumPy's warnings."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        value, derivative = student.activation(name, a)
    said = sorted({str(one.message) for one in heard if issubclass(one.category, RuntimeWarning)})
    return {"value": value, "derivative": derivative}, "; ".join(said) or "none"


@scenario
def loss_of(student, function, prediction, target):
    """The loss as a number."""
    return number(getattr(student, function)(prediction, target)[0])


@scenario
def gradient_of(student, function, prediction, target):
    """The gradient of the loss."""
    return getattr(student, function)(prediction, target)[1]


@scenario
def output(student, x, weights, biases, activations):
    """What forward gives."""
    return student.forward(x, weights, biases, activations)[0]


@scenario
def output_for_tuples(student, x, weights, biases, activations):
    """The same for tuples of arrays that lie in memory in other ways."""
    weights, biases = tuple(np.asfortranarray(w) for w in weights), tuple(map(strided, biases))
    return student.forward(strided(x), weights, biases, tuple(activations))[0]


@scenario
def outputs_of_two_networks(student, x, first, second):
    """What forward gives for one batch in two networks."""
    return [student.forward(x, *network)[0] for network in (first, second)]


@scenario
def gradients(student, grad_output, x, weights, biases, activations):
    """What backward gives for the cache of forward; it works on a copy of the upstream gradient."""
    _, cache = student.forward(x, weights, biases, activations)
    grad_x, grad_weights, grad_biases = student.backward(grad_output.copy(), cache)
    return {"x": grad_x, "weights": grad_weights, "biases": grad_biases}


@scenario
def gradients_in_the_open(student, grad_output, x, weights, biases, activations):
    """The same, with the upstream gradient itself."""
    _, cache = student.forward(x, weights, biases, activations)
    grad_x, grad_weights, grad_biases = student.backward(grad_output, cache)
    return {"x": grad_x, "weights": grad_weights, "biases": grad_biases}


@scenario
def gradients_for_weights(student, grad_output, x, weights, biases, activations):
    """What backward gives for the weights alone."""
    _, cache = student.forward(x, weights, biases, activations)
    return student.backward(grad_output.copy(), cache)[1]


@scenario
def gradients_for_biases(student, grad_output, x, weights, biases, activations):
    """What backward gives for the biases alone."""
    _, cache = student.forward(x, weights, biases, activations)
    return student.backward(grad_output.copy(), cache)[2]


@scenario
def gradient_for_batch(student, grad_output, x, weights, biases, activations):
    """What backward gives for the batch alone."""
    _, cache = student.forward(x, weights, biases, activations)
    return student.backward(grad_output.copy(), cache)[0]


@scenario
def gradients_again_and_again(student, grad_outputs, x, weights, biases, activations):
    """What backward gives for several upstream gradients, with one cache for all."""
    _, cache = student.forward(x, weights, biases, activations)
    answers = []
    for grad_output in grad_outputs:
        grad_x, grad_weights, grad_biases = student.backward(grad_output.copy(), cache)
        answers.append(
            {"x": grad_x.copy(), "weights": [w.copy() for w in grad_weights], "biases": [b.copy() for b in grad_biases]}
        )
    return answers


@scenario
def gradients_of_two_passes(student, grad_output, first, second):
    """Two forward passes, and only then their backward passes; the gradients for the weights."""
    caches = [student.forward(*network)[1] for network in (first, second)]
    return [student.backward(grad_output.copy(), cache)[1] for cache in caches]


@scenario
def loss_gradients(student, x, target, weights, biases, activations, loss):
    """What backpropagation gives."""
    value, grad_weights, grad_biases = student.backpropagation(x, target, weights, biases, activations, loss)
    return {"loss": number(value), "grad_weights": grad_weights, "grad_biases": grad_biases}


@scenario
def step_with_other_numbers(student, parameters, gradients):
    """Steps with a learning rate that is no Python float, and with tuples."""
    rates = np.array(0.5), np.float64(0.25), 1
    return [student.sgd_step(tuple(parameters), tuple(gradients), rate) for rate in rates]


@scenario
def trained(student, x, target, weights, biases, activations, loss, lr, steps):
    """The trained weights and biases."""
    weights, biases, _ = student.train(x, target, weights, biases, activations, loss, lr, steps)
    return {"weights": weights, "biases": biases}


@scenario
def losses_of(student, x, target, weights, biases, activations, loss, lr, steps):
    """The losses of training, as numbers."""
    return [number(value) for value in student.train(x, target, weights, biases, activations, loss, lr, steps)[2]]


@scenario
def trained_for_tuples(student, x, target, weights, biases, activations, loss, lr, steps):
    """Training with tuples, a learning rate that is an array, and a NumPy integer."""
    network = tuple(weights), tuple(biases), tuple(activations)
    weights, biases, _ = student.train(x, target, *network, loss, np.array(lr), np.int64(steps))
    return {"weights": weights, "biases": biases}


# ---------------------------------------------------------------- inputs

NAMES = ("tanh", "relu", "sigmoid", "identity")
WIDTHS = (2, 3, 5, 7, 11)
RELU_MARGIN = 0.01
UNEVEN = 1e8  # by how much one entry of an upstream gradient is larger than the others


def arrays(**options):
    """Draw an array of distinct readable numbers."""
    return some.tensors(**options).map(lambda tensor: tensor.numpy())


def off_the_kinks(network):
    """Move biases a little, so that no relu unit of the network is near 0 for any sample."""
    functions = {
        "tanh": np.tanh,
        "relu": lambda a: np.maximum(a, 0),
        "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
        "identity": lambda a: a,
    }
    z = network["x"]
    for i, (weight, name) in enumerate(zip(network["weights"], network["activations"], strict=True)):
        a = z @ weight.T + network["biases"][i]
        for _ in range(100):
            near = (np.abs(a) < RELU_MARGIN).any(axis=0) & (name == "relu")
            network["biases"][i] = network["biases"][i] + 0.013 * near
            a = z @ weight.T + network["biases"][i]
        z = functions[name](a)
    return network


@st.composite
def networks(draw, *, layers=(1, 3), names=NAMES, square=False, sizes=(1.0,)):
    """Draw a batch and a network for it: `{"x": ..., "weights": ..., "biases": ..., "activations": ...}`.

    Weights are small, so that sigmoid and tanh do not saturate. The batch is of one of several sizes; the first weights
    make up for it.
    """
    count = draw(st.integers(*layers))
    batch, *widths = [3] * (count + 2) if square else draw(some.shapes((count + 2, count + 2), primes=WIDTHS))
    x = draw(arrays(shape=(batch, widths[0])))
    weights = [draw(arrays(shape=(o, i), scales=(0.25,))) for i, o in itertools.pairwise(widths)]
    biases = [draw(arrays(shape=(o,), scales=(0.1,))) for o in widths[1:]]
    size = draw(st.sampled_from(sizes))
    x, weights[0] = size * x, weights[0] / size
    first = draw(st.integers(0, len(names) - 1))
    activations = [names[(first + i) % len(names)] for i in range(count)]
    return off_the_kinks({"x": x, "weights": weights, "biases": biases, "activations": activations})


def upstream(network, scale=1.0, first=1.0):
    """A gradient for the output of a network, of either sign and any size; its first entry is made larger by a factor.

    An entry that is much larger costs no gradient that is written out anything: what it does not reach is computed
    without it. Differences of one weighted sum of all outputs lose the others beside it.
    """
    shape = len(network["x"]), len(network["biases"][-1])
    size = shape[0] * shape[1]
    gradient = np.array([0.75, -1.25, 0.5, 1.5, -0.6])[np.arange(size) % 5] + np.arange(size) / 16
    gradient[0] *= first
    return scale * gradient.reshape(shape)


def in_float32(value):
    """The same network with arrays in float32."""
    if isinstance(value, list | tuple):
        return [in_float32(item) for item in value]
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype == np.float64 else value


SEVERAL = (
    np.array([0.5, -0.25, 2.0, -1.5, 0.75]),
    np.array([[0.1, -3.5, 1.25], [-0.8, 3.0, -0.05]]),
    np.array([[[0.3], [-2.5]], [[1.0], [-0.5]], [[-1.25], [0.9]]]),
)
# Two samples, widths 3, 5, 2; every activation but the identity.
A = {
    "x": np.array([[0.5, -1.0, 2.0], [-1.5, 0.25, 1.0]]),
    "weights": [
        np.array([[0.3, -0.5, 0.2], [0.7, 0.1, -0.4], [-0.2, 0.6, 0.5], [0.4, 0.4, -0.1], [-0.6, 0.2, 0.3]]),
        np.array([[0.5, -0.3, 0.8, -0.7, 0.2], [-0.4, 0.9, 0.1, 0.6, -0.5]]),
        np.array([[0.25, -0.75], [1.0, 0.5]]),
    ],
    "biases": [np.array([0.1, -0.2, 0.3, 0.05, -0.15]), np.array([0.2, -0.1]), np.array([0.4, -0.3])],
    "activations": ["tanh", "relu", "sigmoid"],
}
NETWORK = tuple(A.values())
LOGITS_NETWORK = (*NETWORK[:3], ["tanh", "sigmoid", "identity"])
SMOOTH = (*NETWORK[1:3], ["tanh", "sigmoid", "tanh"])
TARGETS = {"mse": np.array([[0.5, -0.25], [1.0, 0.75]]), "cross_entropy": np.array([1, 0])}
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])

# ---------------------------------------------------------------- activations


@question("activation", points=2.5)
def test_sigmoid_of_any_array(submission, reference):
    """sigmoid and its derivative are right for arrays of any shape."""
    for a in SEVERAL:
        agrees(activate, submission, reference, "sigmoid", 4 * a)


@question("activation", points=2)
def test_tanh_of_any_array(submission, reference):
    """tanh and its derivative are right for arrays of any shape."""
    for a in SEVERAL:
        agrees(activate, submission, reference, "tanh", a)


@question("activation", points=2)
def test_relu_of_any_array(submission, reference):
    """relu and its derivative are right for arrays of any shape, with entries of any size."""
    for a, scale in zip(SEVERAL, (100.0, 0.01, 1.0), strict=True):
        agrees(activate, submission, reference, "relu", scale * a)


@question("activation", points=2.5)
def test_sigmoid_of_huge_numbers(submission):
    """sigmoid is right, finite and gives no warning for entries up to 1e4 in size."""
    a = np.array([[1e4, -1e4, 0.0], [800.0, -800.0, -40.0]])
    shown = "'sigmoid', a = [[1e4, -1e4, 0], [800, -800, -40]]"
    right = {
        "value": np.array([[1.0, 0.0, 0.5], [1.0, 0.0, 0.0]]),
        "derivative": np.array([[0.0, 0.0, 0.25], [0.0, 0.0, 0.0]]),
    }
    found, warned = activate_and_listen(submission, "sigmoid", a)
    same(found, right, atol=1e-8, inputs=shown)  # 1e-8: a sigmoid that is cut off at 20 is off by 2e-9
    same(warned, "none", what="NumPy's warning", inputs=shown)
    found = activate(submission, "sigmoid", a.astype(np.float32))
    same(
        found, {key: value.astype(np.float32) for key, value in right.items()}, atol=1e-8, inputs=f"{shown}, in float32"
    )


@question("activation", points=1)
def test_relu_at_exactly_zero(submission):
    """relu gives 0 at exactly 0, and its derivative there is 0 or 1."""
    found = activate(submission, "relu", np.array([0.0, -1.0, 2.0]))
    expected = np.array([0.0, 0.0, 1.0])
    mine = found["derivative"]
    if isinstance(mine, np.ndarray) and mine.shape == (3,) and mine[0] == 1:
        expected[0] = 1.0
    same(found["value"], np.array([0.0, 0.0, 2.0]), what="the value", inputs="'relu', a = [0, -1, 2]")
    same(mine, expected, what="the derivative", inputs="'relu', a = [0, -1, 2]")


@question("activation", points=1)
def test_activations_in_float32(submission, reference):
    """activation's two results are float32 when its argument is."""
    for name in ("sigmoid", "tanh", "relu", "identity"):
        agrees(activate, submission, reference, name, np.array([[0.5, -1.5], [2.0, -0.25]], np.float32), **FLOAT32)


@question("activation", points=1)
def test_activation_returns_new_arrays(submission, reference):
    """activation leaves its argument alone and returns new arrays, for identity too."""
    for name in ("relu", "identity", "sigmoid", "tanh"):
        a = np.array([[0.5, -1.5, 2.0], [-0.25, 3.0, -4.0]])
        unmodified(activate, submission, name, a)
        no_shared_memory(activate, submission, name, a)
    agrees(activate, submission, reference, "identity", np.array([0.5, -1.5]))


# ---------------------------------------------------------------- losses


def matrices(**options):
    """Draw a matrix of which neither side is 1."""
    return some.shapes((2, 2)).flatmap(lambda shape: arrays(shape=shape, **options))


@question("mse", points=2)
@FEW
@given(prediction=matrices(scales=(1.0, 0.1)), first=st.integers(1, 5))
def test_mse_of_any_batch(submission, reference, prediction, first):
    """mse_loss's loss is right for batches of any size."""
    agrees(loss_of, submission, reference, "mse_loss", prediction, np.roll(prediction, first) / 2 + 0.25)


@question("mse", points=2)
@FEW
@given(prediction=matrices(scales=(1.0, 0.1)), first=st.integers(1, 5))
def test_mse_gradient_of_any_batch(submission, reference, prediction, first):
    """mse_loss's gradient is right for batches of any size."""
    agrees(gradient_of, submission, reference, "mse_loss", prediction, np.roll(prediction, first) / 2 + 0.25)


@question("mse", points=1)
def test_mse_in_float32(submission, reference):
    """mse_loss's gradient is float32 when the prediction is."""
    prediction, target = np.array([[0.5, 1.5, -1.0]], np.float32), np.array([[1.0, -0.5, 0.25]], np.float32)
    agrees(gradient_of, submission, reference, "mse_loss", prediction, target, **FLOAT32)


@question("mse", points=2)
def test_mse_leaves_its_arguments_alone(submission, reference):
    """mse_loss changes neither the prediction nor the target, and its gradient is a new array."""
    prediction, target = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.5, 0.0], [0.5, 1.0]])
    unmodified(gradient_of, submission, "mse_loss", prediction, target)
    no_shared_memory(gradient_of, submission, "mse_loss", prediction, target)
    agrees(loss_of, submission, reference, "mse_loss", prediction, target)


@st.composite
def classified(draw):
    """Draw logits and labels."""
    batch, classes = draw(some.shapes((2, 2)))
    logits = draw(arrays(shape=(batch, classes), scales=(1.0, 4.0)))
    return logits, (np.arange(batch) * draw(st.integers(1, 2)) + draw(st.integers(0, 1))) % classes


@question("cross_entropy", points=2.5)
@FEW
@given(pair=classified())
def test_cross_entropy_of_any_batch(submission, reference, pair):
    """cross_entropy_loss's loss is right for batches of any size."""
    agrees(loss_of, submission, reference, "cross_entropy_loss", *pair)


@question("cross_entropy", points=2.5)
@FEW
@given(pair=classified())
def test_cross_entropy_gradient_of_any_batch(submission, reference, pair):
    """cross_entropy_loss's gradient is right for batches of any size."""
    agrees(gradient_of, submission, reference, "cross_entropy_loss", *pair)


HUGE = (  # logits, labels, loss, gradient
    ([[1e4, -1e4]], [1], 2e4, [[1.0, -1.0]]),
    ([[1e4, 0.0], [-1e4, -9999.0]], [0, 1], 0.15663084, [[0.0, 0.0], [0.13447071, -0.13447071]]),
    ([[-1e4, -1e4, 50.0]], [0], 10050.0, [[-1.0, 0.0, 1.0]]),
)


@question("cross_entropy", points=2)
def test_cross_entropy_of_huge_logits(submission):
    """cross_entropy_loss's loss is exact for logits up to 1e4 in size, for right and wrong classes."""
    for logits, labels, loss, _ in HUGE:
        found = loss_of(submission, "cross_entropy_loss", np.array(logits), np.array(labels))
        same(found, loss, what="the loss", atol=1e-7, inputs=f"logits {logits}, labels {labels}")


@question("cross_entropy", points=1)
def test_cross_entropy_gradient_of_huge_logits(submission):
    """cross_entropy_loss's gradient is right for logits up to 1e4 in size, for right and wrong classes."""
    for logits, labels, _, gradient in HUGE:
        found = gradient_of(submission, "cross_entropy_loss", np.array(logits), np.array(labels))
        same(found, np.array(gradient), what="the gradient", atol=1e-7, inputs=f"logits {logits}, labels {labels}")


@question("cross_entropy", points=1.5)
def test_cross_entropy_in_float32(submission, reference):
    """cross_entropy_loss's gradient is float32 when logits are, also for huge ones and labels of int32."""
    logits = np.array([[0.5, 1.5, -1.0], [2.0, -0.5, 0.25]], np.float32)
    labels = np.array([2, 0], np.int32)
    agrees(gradient_of, submission, reference, "cross_entropy_loss", logits, labels, **FLOAT32)
    agrees(gradient_of, submission, reference, "cross_entropy_loss", logits * 5000, labels, **FLOAT32)


@question("cross_entropy", points=1.5)
def test_cross_entropy_leaves_its_arguments_alone(submission, reference):
    """cross_entropy_loss changes neither logits nor labels, and its gradient is a new array."""
    logits, labels = np.array([[1.0, 2.0, 0.5], [3.0, 5.0, 4.0]]), np.array([2, 0])
    unmodified(gradient_of, submission, "cross_entropy_loss", logits, labels)
    no_shared_memory(gradient_of, submission, "cross_entropy_loss", logits, labels)
    agrees(loss_of, submission, reference, "cross_entropy_loss", logits, labels)


# ---------------------------------------------------------------- the network


@question("forward", points=4.5)
@FEW
@given(network=networks())
def test_forward_through_any_network(submission, reference, network):
    """forward is right for networks of any depth and width (uses your activation)."""
    agrees(output, submission, reference, **network)


@question("forward", points=1.5)
def test_forward_leaves_its_arguments_alone(submission, reference):
    """forward changes neither the batch nor weights nor biases nor names, and returns a new array."""
    unmodified(output, submission, **A)
    no_shared_memory(output, submission, **A)
    agrees(output, submission, reference, **A)


@question("forward", points=0.5)
def test_forward_of_two_networks(submission, reference):
    """forward goes by all of its arguments, when the same batch comes again with other weights."""
    other = [2 * w for w in NETWORK[1]], [-b for b in NETWORK[2]], ["sigmoid", "tanh", "identity"]
    agrees(outputs_of_two_networks, submission, reference, NETWORK[0], NETWORK[1:], other)


@question("forward", points=0.5)
def test_forward_takes_tuples(submission, reference):
    """forward takes tuples for lists, and arrays that lie in memory in any order."""
    agrees(output_for_tuples, submission, reference, **A)


@question("forward", points=1)
def test_forward_in_float32(submission, reference):
    """forward gives float32 when everything is float32."""
    agrees(output, submission, reference, *in_float32(NETWORK), **FLOAT32)


@question("backward", points=3.5)
@FEW
@given(network=networks(sizes=(1.0, 1000.0)))
def test_backward_for_the_weights(submission, reference, network):
    """backward's gradients for the weights are right in networks of any depth and width (uses your forward)."""
    backward_matches(output, gradients, submission, reference, **network, wrt=["weights"])


@question("backward", points=2.5)
@FEW
@given(network=networks())
def test_backward_for_the_biases(submission, reference, network):
    """backward's gradients for the biases are right in networks of any depth and width (uses your forward)."""
    backward_matches(output, gradients, submission, reference, **network, wrt=["biases"])
    agrees(gradients_for_biases, submission, reference, upstream(network, first=UNEVEN), **network)


@question("backward", points=2.5)
@FEW
@given(network=networks())
def test_backward_for_the_batch(submission, reference, network):
    """backward's gradient for the batch is right in networks of any depth and width (uses your forward)."""
    backward_matches(output, gradients, submission, reference, **network, wrt=["x"])
    agrees(gradient_for_batch, submission, reference, upstream(network, first=UNEVEN), **network)


@question("backward", points=1.5)
@FEW
@given(network=networks(layers=(2, 4), square=True, sizes=(1.0, 1000.0)))
def test_backward_through_square_weights(submission, reference, network):
    """backward is right where a forgotten transpose does not show in the shapes (uses your forward)."""
    backward_matches(output, gradients, submission, reference, **network, wrt=["x", "weights"])


@question("backward", points=1.5)
def test_backward_scales_with_its_upstream_gradient(submission, reference):
    """backward takes any upstream gradient, large, small, both or 0 (uses your forward)."""
    for scale, first in ((1.0, 1.0), (-300.0, 1.0), (1e-3, 1.0), (0.0, 1.0), (1.0, UNEVEN)):
        agrees(gradient_for_batch, submission, reference, upstream(A, scale, first), **A, atol=1e-12)


@question("backward", points=2.5)
def test_backward_twice(submission, reference):
    """backward gives the same answer when it is called again with one cache (uses your forward)."""
    upstreams = [upstream(A, first=UNEVEN), upstream(A, -2.0), upstream(A, first=UNEVEN)]
    first, _, again = gradients_again_and_again(submission, upstreams, **A)
    shown = "one forward pass, then backward with one upstream gradient, another one, and the first again"
    same(again, first, what="the answer to the first, asked again", inputs=shown)
    agrees(gradients_for_weights, submission, reference, upstreams[0], **A)


@question("backward", points=1.5)
def test_backward_of_two_passes(submission, reference):
    """Every forward pass has a cache of its own (uses your forward)."""
    other = (NETWORK[0] * 2 - 0.3, [w / 2 for w in NETWORK[1]], NETWORK[2], ["sigmoid", "tanh", "identity"])
    grad_output = upstream(A, first=UNEVEN)
    answers = gradients_of_two_passes(submission, grad_output, NETWORK, other)
    expected = gradients_of_two_passes(reference, grad_output, NETWORK, other)
    shown = "two forward passes, then backward with the first cache and with the second one"
    same(answers, expected, what="grad_weights of pass", inputs=shown)


@question("backward", points=2.5)
def test_backward_leaves_its_arguments_alone(submission, reference):
    """backward changes neither the upstream gradient nor anything that forward was given (uses your forward)."""
    unmodified(gradients_in_the_open, submission, upstream(A), *NETWORK)
    no_shared_memory(gradients_in_the_open, submission, upstream(A), *NETWORK)
    alone = (NETWORK[0], NETWORK[1][:1], NETWORK[2][:1], ["identity"])
    unmodified(gradients_in_the_open, submission, np.array([[0.5, -1, 2, 1.5, -0.25], [1, 0.75, -2, 0.5, 3]]), *alone)
    agrees(gradients_for_weights, submission, reference, upstream(A, first=UNEVEN), **A)


@question("backward", points=1)
def test_backward_in_float32(submission, reference):
    """backward gives float32 when everything is float32 (uses your forward)."""
    agrees(gradients, submission, reference, *in_float32([upstream(A), *NETWORK]), **FLOAT32)


@question("backpropagation", points=2.5)
@FEW
@given(network=networks(layers=(1, 2)))
def test_backpropagation_of_the_mse(submission, reference, network):
    """backpropagation is right for mse and any network (uses forward, mse_loss, backward)."""
    target = upstream(network, 0.5)
    agrees(loss_gradients, submission, reference, network.pop("x"), target, *network.values(), "mse")


@question("backpropagation", points=2.5)
@FEW
@given(network=networks(layers=(1, 2), names=("identity", "tanh", "sigmoid")))
def test_backpropagation_of_the_cross_entropy(submission, reference, network):
    """backpropagation is right for cross_entropy (uses forward, cross_entropy_loss, backward)."""
    x = network.pop("x")
    labels = np.arange(len(x)) % len(network["biases"][-1])
    agrees(loss_gradients, submission, reference, x, labels, *network.values(), "cross_entropy")


@question("backpropagation", points=1)
def test_backpropagation_leaves_its_arguments_alone(submission, reference):
    """backpropagation changes no argument (uses forward, the losses, backward)."""
    for loss, target in TARGETS.items():
        arguments = NETWORK[0], target, *LOGITS_NETWORK[1:], loss
        unmodified(loss_gradients, submission, *arguments)
        no_shared_memory(loss_gradients, submission, *arguments)
        agrees(loss_gradients, submission, reference, *arguments)


@question("backpropagation", points=1)
def test_backpropagation_in_float32(submission, reference):
    """backpropagation gives float32 gradients when everything is float32 (uses forward, the losses, backward)."""
    for loss, target in TARGETS.items():
        arguments = in_float32([NETWORK[0], target, *LOGITS_NETWORK[1:]])
        agrees(loss_gradients, submission, reference, *arguments, loss, **FLOAT32)


# ---------------------------------------------------------------- training


@question("sgd_step", points=1)
@FEW
@given(parameters=st.lists(matrices(), min_size=1, max_size=3), lr=st.sampled_from([0.1, 0.5, 2.0, 0.0]))
def test_sgd_step_of_any_arrays(submission, reference, parameters, lr):
    """sgd_step is right for any number of parameters, of any shapes."""
    slopes = [100 * (np.roll(p, 1) - 0.125) for p in parameters]
    agrees("sgd_step", submission, reference, parameters, slopes, lr)


PARAMETERS = [np.array([[1.0, -2.0, 0.5], [0.25, 1.5, -1.0]]), np.array([3.0, -0.5])]
SLOPES = [np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), np.array([-0.25, 4.0])]


@question("sgd_step", points=1)
def test_sgd_step_returns_new_arrays(submission, reference):
    """sgd_step leaves parameters and gradients as they are and returns new arrays."""
    for lr in (0.1, 0.0):
        unmodified("sgd_step", submission, PARAMETERS, SLOPES, lr)
        no_shared_memory("sgd_step", submission, PARAMETERS, SLOPES, lr)
    no_shared_memory("sgd_step", submission, PARAMETERS, [0 * slope for slope in SLOPES], 0.1)
    agrees("sgd_step", submission, reference, PARAMETERS, SLOPES, 0.1)


@question("sgd_step", points=1)
def test_sgd_step_of_other_numbers(submission, reference):
    """sgd_step keeps float32, and takes tuples, and a learning rate that is an array of shape ()."""
    agrees("sgd_step", submission, reference, in_float32(PARAMETERS), in_float32(SLOPES), 0.1, **FLOAT32)
    agrees(step_with_other_numbers, submission, reference, PARAMETERS, SLOPES)


LINE = np.array([[1.0], [3.0]]), np.array([[2.0], [6.0]])  # two points on the line y = 2 x
UPHILL = *LINE, [np.array([[1.0]])], [np.array([0.0])], ["identity"], "mse", 0.5, 3  # the loss grows in every step
FITTED = *LINE, [np.array([[2.0]])], [np.array([0.0])], ["identity"], "mse", 0.1, 3  # and here it is always 0
MANY = np.tile(NETWORK[0], (20, 1)) + np.arange(40.0)[:, None] / 40, np.arange(40) % 2  # more than a mini-batch


@question("train", points=1.5)
def test_train_with_the_mse(submission, reference):
    """train's weights and biases are right after several steps with mse (uses backpropagation, sgd_step)."""
    for steps in (1, 5):
        agrees(trained, submission, reference, NETWORK[0], TARGETS["mse"], *SMOOTH, "mse", 0.5, steps)
    agrees(trained, submission, reference, *UPHILL)


@question("train", points=1.5)
def test_train_with_the_cross_entropy(submission, reference):
    """train's weights and biases are right after several steps with cross_entropy (uses backpropagation, sgd_step)."""
    arguments = NETWORK[0], TARGETS["cross_entropy"], *LOGITS_NETWORK[1:], "cross_entropy"
    agrees(trained, submission, reference, *arguments, 0.3, 6)
    agrees(trained, submission, reference, *MANY, *LOGITS_NETWORK[1:], "cross_entropy", 0.3, 2)


@question("train", points=2)
def test_train_losses(submission, reference):
    """train's losses are those before each step, one for each, whatever they are (uses backpropagation, sgd_step)."""
    arguments = NETWORK[0], TARGETS["cross_entropy"], *LOGITS_NETWORK[1:], "cross_entropy"
    agrees(losses_of, submission, reference, NETWORK[0], TARGETS["mse"], *SMOOTH, "mse", 0.5, 4)
    agrees(losses_of, submission, reference, *arguments, 0.3, 3)
    agrees(losses_of, submission, reference, *UPHILL)
    agrees(losses_of, submission, reference, *FITTED)


@question("train", points=1)
def test_train_solves_xor_as_classification(submission, reference):
    """train learns XOR with two classes and the cross entropy (uses all of your code)."""
    weights = [np.array([[1.0, 1.0], [-1.0, -1.5], [0.5, -1.0]]), np.array([[0.5, -0.25, 0.1], [-0.5, 0.25, 0.3]])]
    biases = [np.array([-0.5, 1.0, 0.0]), np.array([0.0, 0.0])]
    labels, names = np.array([0, 1, 1, 0]), ["tanh", "identity"]
    result = trained(submission, XOR, labels, weights, biases, names, "cross_entropy", 1.0, 100)
    expected = trained(reference, XOR, labels, weights, biases, names, "cross_entropy", 1.0, 100)
    same(result, expected, rtol=1e-4, atol=1e-5, inputs="XOR, tanh and identity, cross_entropy, lr 1, 100 steps")


@question("train", points=1.5)
def test_train_leaves_the_initial_weights_alone(submission, reference):
    """train changes no argument, and returns new arrays (uses backpropagation and sgd_step)."""
    arguments = NETWORK[0], TARGETS["mse"], *SMOOTH, "mse", 0.5, 2
    unmodified(trained, submission, *arguments)
    no_shared_memory(trained, submission, *arguments)
    agrees(trained, submission, reference, *arguments)


@question("train", points=0.5)
def test_train_in_float32(submission, reference):
    """train keeps float32 (uses backpropagation and sgd_step)."""
    arguments = in_float32([NETWORK[0], TARGETS["mse"], *SMOOTH])
    agrees(trained, submission, reference, *arguments, "mse", 0.5, 3, **FLOAT32)


@question("train", points=1)
def test_train_takes_tuples_and_any_number_of_steps(submission, reference):
    """train takes tuples, an array as learning rate, a NumPy integer as number of steps; 0 steps change nothing."""
    arguments = NETWORK[0], TARGETS["mse"], *SMOOTH, "mse", 0.5
    agrees(trained_for_tuples, submission, reference, *arguments, 2)
    agrees(trained, submission, reference, *arguments, 0)
