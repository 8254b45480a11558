"""Hidden tests of a plain recurrent network, on inputs that students have not seen."""

from hypothesis import given

from autograder.testing import agrees, question, same_gradients, scenario, unmodified

from common import LOOSE, in_float32, outputs_of, rnn_run, rnn_runs, transposed


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
