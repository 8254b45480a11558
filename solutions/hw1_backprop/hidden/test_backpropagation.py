"""Hidden tests of the gradient of a loss, on networks that students have not seen."""

import numpy as np
from hypothesis import given

from autograder.testing import agrees, no_shared_memory, question, scenario, unmodified

from common import FEW, FLOAT32, LOGITS_NETWORK, NETWORK, TARGETS, in_float32, networks, number, upstream


@scenario
def loss_gradients(student, x, target, weights, biases, activations, loss):
    """What backpropagation gives."""
    value, grad_weights, grad_biases = student.backpropagation(x, target, weights, biases, activations, loss)
    return {"loss": number(value), "grad_weights": grad_weights, "grad_biases": grad_biases}


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
