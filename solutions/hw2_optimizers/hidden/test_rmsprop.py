"""Hidden tests of RMSProp, on inputs that students have not seen."""

from hypothesis import given

from autograder.testing import question, raises, same_trajectory, some

from common import (
    GRADIENTS,
    START,
    build,
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


@question("rmsprop", points=4)
@given(run=some.descents(), lr=hyper([0.1, 0.01]), beta=hyper([0.9, 0.5, 0.99]), eps=hyper([1e-8, 1e-3]))
def test_rmsprop_follows_its_formula(submission, reference, run, lr, beta, eps):
    """RMSProp's parameters are right after every step."""
    same_trajectory(descend, submission, reference, "RMSProp", **run, lr=lr, beta=beta, eps=eps)


@question("rmsprop", points=0.5)
@given(run=some.descents(scales=(1e-4, 1e-5, 1e-6)), eps=hyper([1e-8, 1e-6]))
def test_rmsprop_small_gradients(submission, reference, run, eps):
    """RMSProp adds eps outside the root: it matters when gradients are tiny."""
    same_trajectory(descend, submission, reference, "RMSProp", **run, lr=0.01, beta=0.9, eps=eps)


@question("rmsprop", points=0.5)
def test_rmsprop_defaults(submission, reference):
    """RMSProp's defaults are beta=0.9, eps=1e-8."""
    same_trajectory(descend, submission, reference, "RMSProp", START, GRADIENTS, lr=0.1)
    check_default_eps(submission, reference, "RMSProp")


@question("rmsprop", points=0.25)
def test_rmsprop_takes_a_generator(submission, reference):
    """RMSProp accepts parameters from a generator."""
    check_generator(submission, reference, "RMSProp", lr=0.1, beta=0.9)


@question("rmsprop", points=0.25)
def test_rmsprop_keeps_its_state(submission, reference):
    """RMSProp's zero_grad() clears gradients and nothing else."""
    check_training(submission, reference, "RMSProp", lr=0.1, beta=0.9)


@question("rmsprop", points=1)
def test_rmsprop_skips_missing_gradients(submission, reference):
    """RMSProp leaves a parameter without a gradient, and its average, as they are."""
    check_missing(submission, reference, "RMSProp", lr=0.1, beta=0.5)


@question("rmsprop", points=1.5)
def test_rmsprop_leaves_gradients_alone(submission, reference):
    """RMSProp's step() changes parameters and nothing else."""
    check_gradients_alone(submission, reference, "RMSProp", lr=0.1, beta=0.9)


@question("rmsprop", points=1)
def test_rmsprop_instances_are_separate(submission, reference):
    """Two RMSProp optimizers keep separate averages."""
    check_instances(submission, reference, "RMSProp", lr=0.1, beta=0.9)


@question("rmsprop", points=1)
def test_rmsprop_float32(submission, reference):
    """RMSProp works in float32, with lr, beta, eps given in this order."""
    check_float32(submission, reference, "RMSProp", 0.1, 0.5, 1e-3)


@question("rmsprop", points=1)
def test_rmsprop_checks_its_arguments(submission):
    """RMSProp raises ValueError for a beta outside [0, 1), and accepts the borders that are allowed."""
    for beta in (1.0, -0.1, 1.5):
        raises(ValueError, "beta|β", build, submission, "RMSProp", lr=0.1, beta=beta)
    build(submission, "RMSProp", lr=0.1, beta=0.0)
    check_lr(submission, "RMSProp")
