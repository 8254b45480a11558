"""Public tests of hw2: run `pytest`, or `pytest -k adam` for one question.

They go from easy to hard within each question, and each needs only the name it tests. The numbers are small enough to
follow with pen and paper; the handout shows how. More tests, which you do not see, run when you hand in.
"""

import torch

from autograder.testing import holds, question, raises, same, scenario


@scenario
def walk(student, optimizer, start, gradients, **hyperparameters):
    """Where one parameter is after each step, when it sees these gradients one after the other."""
    parameter = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    rule = getattr(student, optimizer)([parameter], **hyperparameters)
    path = []
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient, dtype=torch.float64)
        rule.step()
        path.append(parameter.detach().clone())
    return path


@scenario
def gradients_after_zero_grad(student, optimizer, **hyperparameters):
    """What `.grad` holds after `zero_grad()`: None or a tensor, for each of three parameters."""
    parameters = [torch.ones(size, requires_grad=True) for size in (2, 3, 1)]
    parameters[0].grad = torch.tensor([3.0, -4.0])
    parameters[2].grad = torch.tensor([5.0])
    getattr(student, optimizer)(parameters, **hyperparameters).zero_grad()
    return [parameter.grad for parameter in parameters]


@scenario
def clip(student, function, gradients, limit):
    """Clip the gradients of some parameters. Return what the function returned, and the gradients."""
    parameters = [torch.zeros(len(gradient), dtype=torch.float64, requires_grad=True) for gradient in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = torch.tensor(gradient, dtype=torch.float64)
    returned = getattr(student, function)(parameters, limit)
    return returned, [parameter.grad.tolist() for parameter in parameters]


@scenario
def build(student, optimizer, **hyperparameters):
    """Only make the optimizer."""
    getattr(student, optimizer)([torch.zeros(2, requires_grad=True)], **hyperparameters)


def check_walk(submission, optimizer, start, gradients, expected, rtol=1e-6, **hyperparameters):
    """Check where the parameter is after each step."""
    path = walk(submission, optimizer, start, gradients, **hyperparameters)
    settings = ", ".join(f"{name}={value}" for name, value in hyperparameters.items())
    inputs = f"start {start}, gradients {', then '.join(map(str, gradients))}" + (f", {settings}" if settings else "")
    for step, position in enumerate(expected):
        right = torch.tensor(position, dtype=torch.float64)
        same(path[step], right, what=f"the parameter after step {step + 1}", rtol=rtol, inputs=inputs)


def check_zero_grad(submission, optimizer, **hyperparameters):
    """Check that no gradient is left after `zero_grad()`."""
    left = gradients_after_zero_grad(submission, optimizer, **hyperparameters)
    expected = [None if gradient is None else torch.zeros(size) for gradient, size in zip(left, (2, 3, 1), strict=True)]
    same(left, expected, what="gradients", inputs="gradients [3, -4], None, [5], then zero_grad()")


def check_rejects_negative_lr(submission, optimizer):
    """Check that a negative lr raises ValueError, and that a positive one leads downhill."""
    (position,) = walk(submission, optimizer, [1.0], [[2.0]], lr=0.1)[0].tolist()
    holds(position < 1, "with a positive lr and a positive gradient, step() does not make the parameter smaller")
    raises(ValueError, "lr|learning.?rate", build, submission, optimizer, lr=-0.1)


# ---------------------------------------------------------------- SGD


@question("sgd", points=2)
def test_sgd_plain_step(submission):
    """SGD without momentum takes a step of -lr times the gradient."""
    check_walk(submission, "SGD", [1.0, -2.0], [[0.5, 3.0]], [[0.95, -2.3]], lr=0.1)


@question("sgd", points=2)
def test_sgd_momentum_carries_velocity(submission):
    """SGD with momentum adds momentum times the last velocity to the gradient."""
    # velocities: 1, then 0.5 * 1 + 1 = 1.5, then 0.5 * 1.5 - 1 = -0.25
    check_walk(submission, "SGD", [1.0], [[1.0], [1.0], [-1.0]], [[0.9], [0.75], [0.775]], lr=0.1, momentum=0.5)


@question("sgd", points=2)
def test_sgd_weight_decay_joins_the_gradient(submission):
    """SGD with weight decay adds weight_decay times the parameter to the gradient."""
    check_walk(submission, "SGD", [2.0], [[1.0], [1.0]], [[1.8], [1.61]], lr=0.1, weight_decay=0.5)


@question("sgd", points=1)
def test_sgd_zero_grad(submission):
    """SGD's zero_grad() clears every gradient."""
    check_zero_grad(submission, "SGD", lr=0.1)


@question("sgd", points=1)
def test_sgd_rejects_negative_lr(submission):
    """SGD raises ValueError for a negative lr."""
    check_rejects_negative_lr(submission, "SGD")


# ---------------------------------------------------------------- AdaGrad


@question("adagrad", points=1.5)
def test_adagrad_first_step(submission):
    """AdaGrad's first step has the size lr in every entry, whatever the size of the gradient."""
    check_walk(submission, "AdaGrad", [1.0, 1.0], [[4.0, -0.5]], [[0.9, 1.1]], lr=0.1)


@question("adagrad", points=1.5)
def test_adagrad_sums_squares(submission):
    """AdaGrad divides by the root of the sum of all squared gradients so far."""
    # the sum is 9, then 25: steps of 0.1 * 3 / 3 and 0.1 * 4 / 5
    check_walk(submission, "AdaGrad", [1.0], [[3.0], [4.0]], [[0.9], [0.82]], lr=0.1)


@question("adagrad", points=0.5)
def test_adagrad_zero_grad(submission):
    """AdaGrad's zero_grad() clears every gradient."""
    check_zero_grad(submission, "AdaGrad", lr=0.1)


@question("adagrad", points=0.5)
def test_adagrad_rejects_negative_lr(submission):
    """AdaGrad raises ValueError for a negative lr."""
    check_rejects_negative_lr(submission, "AdaGrad")


# ---------------------------------------------------------------- RMSProp


@question("rmsprop", points=2)
def test_rmsprop_first_step(submission):
    """RMSProp divides by the root of (1 - beta) times the squared gradient in the first step."""
    # s = 0.25 * 16 = 4: a step of 0.1 * 4 / 2
    check_walk(submission, "RMSProp", [1.0], [[4.0]], [[0.8]], lr=0.1, beta=0.75)


@question("rmsprop", points=2)
def test_rmsprop_forgets_old_squares(submission):
    """RMSProp's running average keeps the share beta of what it was."""
    # s = 4, then 0.75 * 4 + 0.25 * 4 = 4: steps of 0.1 * 4 / 2 and 0.1 * 2 / 2
    check_walk(submission, "RMSProp", [1.0], [[4.0], [2.0]], [[0.8], [0.7]], lr=0.1, beta=0.75)


@question("rmsprop", points=0.5)
def test_rmsprop_zero_grad(submission):
    """RMSProp's zero_grad() clears every gradient."""
    check_zero_grad(submission, "RMSProp", lr=0.1)


@question("rmsprop", points=0.5)
def test_rmsprop_rejects_negative_lr(submission):
    """RMSProp raises ValueError for a negative lr."""
    check_rejects_negative_lr(submission, "RMSProp")


# ---------------------------------------------------------------- Adam


@question("adam", points=3)
def test_adam_first_step(submission):
    """Adam's first step has the size lr in every entry: both corrections cancel."""
    check_walk(submission, "Adam", [1.0, 1.0], [[0.5, -8.0]], [[0.99, 1.01]], lr=0.01)


@question("adam", points=3)
def test_adam_second_step(submission):
    """Adam's second step uses both corrected averages."""
    # m = 0.5, then 0.5 * 0.5 - 0.5 = -0.25, corrected -0.25 / 0.75 = -1/3; v = 0.5, then 0.75, corrected 1
    check_walk(submission, "Adam", [1.0], [[1.0], [-1.0]], [[0.9], [0.9 + 0.1 / 3]], lr=0.1, betas=(0.5, 0.5))


@question("adam", points=1)
def test_adam_defaults(submission):
    """Adam's defaults are lr=1e-3, betas=(0.9, 0.999)."""
    # m_hat = 0.09 / 0.19 and v_hat = 0.000999 / 0.001999 in the second step
    expected = -1e-3 * (1 + (0.09 / 0.19) / (0.000999 / 0.001999) ** 0.5)
    check_walk(submission, "Adam", [0.0], [[1.0], [0.0]], [[-1e-3], [expected]], rtol=1e-4)


@question("adam", points=1)
def test_adam_zero_grad(submission):
    """Adam's zero_grad() clears every gradient."""
    check_zero_grad(submission, "Adam")


@question("adam", points=1)
def test_adam_rejects_negative_lr(submission):
    """Adam raises ValueError for a negative lr."""
    check_rejects_negative_lr(submission, "Adam")


# ---------------------------------------------------------------- clipping


@question("clip_value", points=2)
def test_clip_value_cuts_large_entries(submission):
    """clip_grad_value cuts entries above the limit and below minus the limit."""
    _, gradients = clip(submission, "clip_grad_value", [[3.0, -0.5], [-7.0]], 1.0)
    same(gradients, [[1.0, -0.5], [-1.0]], what="gradients", inputs="gradients [3, -0.5], [-7], limit 1")


@question("clip_value", points=1)
def test_clip_value_keeps_small_entries(submission):
    """clip_grad_value leaves entries within the limit as they are."""
    _, gradients = clip(submission, "clip_grad_value", [[0.3, -0.5], [2.0]], 1.0)
    same(gradients, [[0.3, -0.5], [1.0]], what="gradients", inputs="gradients [0.3, -0.5], [2], limit 1")


@question("clip_norm", points=2)
def test_clip_norm_returns_the_total_norm(submission):
    """clip_grad_norm returns the norm over all parameters together, before clipping."""
    norm, _ = clip(submission, "clip_grad_norm", [[3.0], [0.0, 4.0]], 1.0)
    same(norm, 5.0, what="the norm", inputs="gradients [3], [0, 4], max_norm 1")


@question("clip_norm", points=2)
def test_clip_norm_scales_everything_alike(submission):
    """clip_grad_norm scales all gradients by the same factor, so that their norm becomes max_norm."""
    _, gradients = clip(submission, "clip_grad_norm", [[3.0], [0.0, 4.0]], 1.0)
    same(
        gradients, [[0.6], [0.0, 0.8]], what="gradients", rtol=1e-5,
        inputs="gradients [3], [0, 4], max_norm 1",
    )  # fmt: skip


@question("clip_norm", points=1)
def test_clip_norm_keeps_small_gradients(submission):
    """clip_grad_norm changes nothing when the norm does not exceed max_norm, and still returns it."""
    norm, gradients = clip(submission, "clip_grad_norm", [[3.0], [0.0, 4.0]], 6.0)
    same(gradients, [[3.0], [0.0, 4.0]], what="gradients", inputs="gradients [3], [0, 4], max_norm 6")
    same(norm, 5.0, what="the norm", inputs="gradients [3], [0, 4], max_norm 6")
