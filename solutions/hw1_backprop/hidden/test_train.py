"""Hidden tests of training, on inputs that students have not seen."""

import numpy as np

from autograder.testing import agrees, no_shared_memory, question, same, scenario, unmodified

from common import FLOAT32, LOGITS_NETWORK, NETWORK, TARGETS, in_float32, number


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


SMOOTH = (*NETWORK[1:3], ["tanh", "sigmoid", "tanh"])
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


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
