"""Hidden tests of the backward pass, on networks that students have not seen.

One test has square weights, so that a missing transpose is a wrong number and not a crash.
"""

import numpy as np
from hypothesis import given

from autograder.testing import agrees, backward_matches, no_shared_memory, question, same, scenario, unmodified

from common import FEW, FLOAT32, NETWORK, A, in_float32, networks, output, upstream


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


UNEVEN = 1e8  # by how much one entry of an upstream gradient is larger than the others


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
