"""Hidden tests of AdaGrad, on inputs that students have not seen."""

from hypothesis import given

from autograder.testing import question, same_trajectory, some

from common import (
    check_default_eps,
    check_float32,
    check_generator,
    check_gradients_alone,
    check_instances,
    check_lr,
    check_missing,
    check_training,
    descend,
    hyper,
)


@question("adagrad", points=2.5)
@given(run=some.descents(), lr=hyper([0.1, 0.01]), eps=hyper([1e-8, 1e-3]))
def test_adagrad_follows_its_formula(submission, reference, run, lr, eps):
    """AdaGrad's parameters are right after every step, for gradients of any size."""
    same_trajectory(descend, submission, reference, "AdaGrad", **run, lr=lr, eps=eps)


@question("adagrad", points=0.25)
def test_adagrad_takes_a_generator(submission, reference):
    """AdaGrad accepts parameters from a generator."""
    check_generator(submission, reference, "AdaGrad", lr=0.1)


@question("adagrad", points=0.25)
def test_adagrad_keeps_its_state(submission, reference):
    """AdaGrad's zero_grad() clears gradients and nothing else."""
    check_training(submission, reference, "AdaGrad", lr=0.1)


@question("adagrad", points=1)
def test_adagrad_skips_missing_gradients(submission, reference):
    """AdaGrad leaves a parameter without a gradient, and its sum, as they are."""
    check_missing(submission, reference, "AdaGrad", lr=0.1)


@question("adagrad", points=1)
def test_adagrad_leaves_gradients_alone(submission, reference):
    """AdaGrad's step() changes parameters and nothing else."""
    check_gradients_alone(submission, reference, "AdaGrad", lr=0.1)


@question("adagrad", points=1)
def test_adagrad_instances_are_separate(submission, reference):
    """Two AdaGrad optimizers keep separate sums."""
    check_instances(submission, reference, "AdaGrad", lr=0.1)


@question("adagrad", points=1)
def test_adagrad_float32(submission, reference):
    """AdaGrad works in float32, with lr and eps given in this order."""
    check_float32(submission, reference, "AdaGrad", 0.1, 1e-3)


@question("adagrad", points=0.5)
def test_adagrad_small_gradients(submission, reference):
    """AdaGrad adds eps outside the root, 1e-8 by default: it matters when gradients are tiny."""
    check_default_eps(submission, reference, "AdaGrad")


@question("adagrad", points=0.5)
def test_adagrad_checks_its_arguments(submission):
    """AdaGrad raises ValueError for any negative lr, and for no other."""
    check_lr(submission, "AdaGrad")
