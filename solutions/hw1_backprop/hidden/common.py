"""What the hidden tests of hw1 share: scenarios, inputs, and how exact results have to be.

Networks have layers of different widths, each a prime, so that swapped axes cannot hide. Upstream gradients are random.
Relu units stay away from 0. Some batches are in the thousands and meet weights of thousandths, and some upstream
gradients have one entry that is much larger than the others: there, finite differences are not exact enough.
Whatever is compared in float32 may be off by 1e-4 of itself and 1e-5: the reference's own float32 is off by 2e-7 there.
"""

import itertools

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from autograder.testing import scenario, some

FEW = settings(max_examples=8)  # each is a whole network, and has several layers as a rule
FLOAT32 = {"rtol": 1e-4, "atol": 1e-5}


def number(loss):
    """A loss as a plain float, if it is a single number; whatever else it is comes back as it is."""
    return float(loss) if np.ndim(loss) == 0 and np.asarray(loss).dtype.kind in "fiu" else loss


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


# ---------------------------------------------------------------- inputs

NAMES = ("tanh", "relu", "sigmoid", "identity")
WIDTHS = (2, 3, 5, 7, 11)
RELU_MARGIN = 0.01


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
TARGETS = {"mse": np.array([[0.5, -0.25], [1.0, 0.75]]), "cross_entropy": np.array([1, 0])}


def matrices(**options):
    """Draw a matrix of which neither side is 1."""
    return some.shapes((2, 2)).flatmap(lambda shape: arrays(shape=shape, **options))
