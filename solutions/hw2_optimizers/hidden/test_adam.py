"""Hidden tests of Adam, on inputs that students have not seen."""

import torch
from hypothesis import given

from autograder.testing import holds, question, raises, same_trajectory, some

from common import (
    F64,
    GRADIENTS,
    START,
    build,
    check_default_eps,
    check_float32,
    check_generator,
    check_gradients_alone,
    check_instances,
    check_lr,
    check_training,
    descend,
    hyper,
)

BETAS = [(0.9, 0.999), (0.5, 0.75), (0.0, 0.9)]


@question("adam", points=6)
@given(run=some.descents(), lr=hyper([0.01, 0.1]), betas=hyper(BETAS), eps=hyper([1e-8, 1e-3]))
def test_adam_follows_algorithm_6(submission, reference, run, lr, betas, eps):
    """Adam's parameters are right after every step."""
    same_trajectory(descend, submission, reference, "Adam", **run, lr=lr, betas=betas, eps=eps)


@question("adam", points=3)
@given(run=some.descents(scales=(1e-4, 1e-5, 1e-6)), eps=hyper([1e-8, 1e-6]))
def test_adam_small_gradients(submission, reference, run, eps):
    """Adam adds eps outside the root, after the correction: it matters when gradients are tiny."""
    same_trajectory(descend, submission, reference, "Adam", **run, lr=0.01, eps=eps)
    check_default_eps(submission, reference, "Adam")


@question("adam", points=2)
@given(run=some.descents(steps=(30, 40), parameters=(2, 2), scales=(1.0, 1e-2)))
def test_adam_many_steps(submission, reference, run):
    """Adam counts its steps, and keeps its averages, over a long run with two parameters."""
    same_trajectory(descend, submission, reference, "Adam", **run, lr=0.01)


@question("adam", points=0.5)
def test_adam_takes_a_generator(submission, reference):
    """Adam accepts parameters from a generator."""
    check_generator(submission, reference, "Adam", lr=0.1)


@question("adam", points=0.5)
def test_adam_keeps_its_state(submission, reference):
    """Adam's zero_grad() clears gradients and nothing else."""
    check_training(submission, reference, "Adam", lr=0.1)


@question("adam", points=2)
def test_adam_skips_missing_gradients(submission, reference):
    """Adam leaves a parameter without a gradient, and its averages, as they are."""
    # One that never has a gradient, and one that has none any more. Whether t counts for it is open (see below).
    a, b, c = GRADIENTS
    for gradients in ([[None, *step[1:]] for step in GRADIENTS], [a, b, [*c[:2], None], [None] * 3]):
        same_trajectory(descend, submission, reference, "Adam", start=START, gradients=gradients, lr=0.1)
    # With a gradient again, the averages are what they were. The handout leaves open whether t has moved on.
    start, g = [torch.tensor([1.0], dtype=F64)] * 2, [torch.tensor([x], dtype=F64) for x in (0.5, -1.0, 2.0)]
    path = descend(submission, "Adam", start, [[g[0], g[0]], [None, g[1]], [g[2], g[2]]], lr=0.1)
    m, v = 0.9 * 0.05 + 0.2, 0.999 * 0.00025 + 0.004
    moves = [0.1 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-8) for t in (2, 3)]
    moved = float(path[2][0]) - float(path[3][0])
    holds(
        any(abs(moved - move) < 1e-4 * move for move in moves),
        "after a step without a gradient, the averages of a parameter are not what they were",
        inputs={"gradients": [0.5, None, 2.0], "lr": 0.1},
    )


@question("adam", points=2)
def test_adam_leaves_gradients_alone(submission, reference):
    """Adam's step() changes parameters and nothing else."""
    check_gradients_alone(submission, reference, "Adam", lr=0.1)


@question("adam", points=2)
def test_adam_instances_are_separate(submission, reference):
    """Two Adam optimizers keep separate averages and step counts."""
    check_instances(submission, reference, "Adam", lr=0.1)


@question("adam", points=1)
def test_adam_float32(submission, reference):
    """Adam works in float32, with lr, betas, eps given in this order."""
    check_float32(submission, reference, "Adam", 0.1, (0.75, 0.5), 1e-3)


@question("adam", points=2)
def test_adam_checks_its_arguments(submission):
    """Adam raises ValueError when either beta lies outside [0, 1), and accepts the borders that are allowed."""
    for betas in ((1.0, 0.9), (1.5, 0.9), (-0.1, 0.9), (0.9, 1.0), (0.9, -0.1), (0.9, 1.5)):
        raises(ValueError, "beta|β", build, submission, "Adam", betas=betas)
    for betas in ((0.0, 0.0), (0.9, 0.5)):
        build(submission, "Adam", betas=betas)
    check_lr(submission, "Adam")
