"""Hidden tests of the forward pass, on networks that students have not seen."""

import numpy as np
from hypothesis import given

from autograder.testing import agrees, no_shared_memory, question, scenario, unmodified

from common import FEW, FLOAT32, NETWORK, A, in_float32, networks, output


def strided(array):
    """The same numbers, but no two of them side by side in memory."""
    spaced = np.zeros(tuple(2 * length for length in array.shape), array.dtype)
    view = spaced[tuple(slice(None, None, 2) for _ in array.shape)]
    view[...] = array
    return view


@scenario
def output_for_tuples(student, x, weights, biases, activations):
    """The same for tuples of arrays that lie in memory in other ways."""
    weights, biases = tuple(np.asfortranarray(w) for w in weights), tuple(map(strided, biases))
    return student.forward(strided(x), weights, biases, tuple(activations))[0]


@scenario
def outputs_of_two_networks(student, x, first, second):
    """What forward gives for one batch in two networks."""
    return [student.forward(x, *network)[0] for network in (first, second)]


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
