"""Hidden tests of backpropagation through time, on inputs that students have not seen."""

import torch
from hypothesis import given

from autograder.testing import agrees, backward_matches, question, same, scenario, unmodified

from common import LOOSE, in_float32, numbers, outputs_of, rnn_run, rnn_runs, transposed


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


@scenario
def run_with_transposed(student, grad_outputs, *args):
    """The same for rnn_forward and rnn_backward; the same gradient comes from each item of the batch."""
    with torch.no_grad():
        outputs, cache = student.rnn_forward(*map(transposed, args))
        return outputs, student.rnn_backward(grad_outputs[:, :1].expand_as(outputs), cache)


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
