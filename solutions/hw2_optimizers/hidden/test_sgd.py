"""Hidden tests of SGD, on inputs that students have not seen."""

from hypothesis import given

from autograder.testing import question, raises, same_trajectory, some

from common import (
    build,
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


@question("sgd", points=4)
@given(
    run=some.descents(scales=(1.0, 10.0, 1e-2)),
    lr=hyper([0.1, 0.01]),
    momentum=hyper([0.0, 0.9, 0.5]),
    weight_decay=hyper([0.0, 0.1]),
)
def test_sgd_follows_its_formula(submission, reference, run, lr, momentum, weight_decay):
    """SGD's parameters are right after every step, with any momentum and weight decay."""
    same_trajectory(descend, submission, reference, "SGD", **run, lr=lr, momentum=momentum, weight_decay=weight_decay)


@question("sgd", points=0.5)
def test_sgd_takes_a_generator(submission, reference):
    """SGD accepts parameters from a generator."""
    check_generator(submission, reference, "SGD", lr=0.1, momentum=0.5)


@question("sgd", points=0.5)
def test_sgd_keeps_its_state(submission, reference):
    """SGD's zero_grad() clears gradients and nothing else."""
    check_training(submission, reference, "SGD", lr=0.1, momentum=0.5)


@question("sgd", points=1)
def test_sgd_skips_missing_gradients(submission, reference):
    """SGD leaves a parameter without a gradient, and its velocity, as they are."""
    check_missing(submission, reference, "SGD", lr=0.1, momentum=0.5, weight_decay=0.1)


@question("sgd", points=2)
def test_sgd_leaves_gradients_alone(submission, reference):
    """SGD's step() changes parameters and nothing else."""
    check_gradients_alone(submission, reference, "SGD", lr=0.1, momentum=0.5)
    check_gradients_alone(submission, reference, "SGD", lr=0.1, momentum=0.5, weight_decay=0.1)


@question("sgd", points=2)
def test_sgd_instances_are_separate(submission, reference):
    """Two SGD optimizers keep separate velocities."""
    check_instances(submission, reference, "SGD", lr=0.1, momentum=0.5)


@question("sgd", points=1)
def test_sgd_float32(submission, reference):
    """SGD works in float32, with lr, momentum, weight_decay given in this order."""
    check_float32(submission, reference, "SGD", 0.1, 0.5, 0.01)


@question("sgd", points=1)
def test_sgd_checks_its_arguments(submission):
    """SGD raises ValueError for a momentum outside [0, 1), and accepts the borders that are allowed."""
    for momentum in (1.0, -0.1, 1.5):
        raises(ValueError, "momentum|μ", build, submission, "SGD", lr=0.1, momentum=momentum)
    build(submission, "SGD", lr=0.1, momentum=0.0)
    check_lr(submission, "SGD")
