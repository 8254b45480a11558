"""Hidden tests of hw2: every sentence of the contract, on inputs that students have not seen.

Most compare paths with the reference. Gradients go down to 1e-6, where eps inside and outside the root differ by
factors; starts and gradients have several shapes, so that state shared between parameters shows.
"""

import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import holds, question, raises, same, same_trajectory, scenario, some


@scenario
def descend(student, optimizer, start, gradients, *positional, **hyperparameters):
    """Every parameter at the start and after every step."""
    parameters = [p.requires_grad_() for p in start]
    rule = getattr(student, optimizer)(parameters, *positional, **hyperparameters)
    path = [[p.detach().clone() for p in parameters]]
    for step in gradients:
        for parameter, gradient in zip(parameters, step, strict=True):
            parameter.grad = None if gradient is None else gradient.clone()
        rule.step()
        path.append([p.detach().clone() for p in parameters])
    return path


@scenario
def descend_from_generator(student, optimizer, start, gradients, **hyperparameters):
    """The same, with the parameters handed over by a generator, and zero_grad() at the end."""
    parameters = [p.requires_grad_() for p in start]
    rule = getattr(student, optimizer)((p for p in parameters), **hyperparameters)
    path = [[p.detach().clone() for p in parameters]]
    for step in gradients:
        for parameter, gradient in zip(parameters, step, strict=True):
            parameter.grad = gradient.clone()
        rule.step()
        path.append([p.detach().clone() for p in parameters])
    rule.zero_grad()
    left = [0.0 if p.grad is None else float(p.grad.abs().sum()) for p in parameters]
    return path, left


@scenario
def descend_as_in_training(student, optimizer, start, gradients, **hyperparameters):
    """The same as `descend`, with zero_grad() before every step."""
    parameters = [p.requires_grad_() for p in start]
    rule = getattr(student, optimizer)(parameters, **hyperparameters)
    path = [[p.detach().clone() for p in parameters]]
    for step in gradients:
        rule.zero_grad()
        for parameter, gradient in zip(parameters, step, strict=True):
            parameter.grad = gradient.clone()
        rule.step()
        path.append([p.detach().clone() for p in parameters])
    return path


@scenario
def descend_twice(student, optimizer, start, gradients, shared, first, second):
    """Two optimizers of the same class take turns; the second starts one step later and has other settings.

    They work on parameters of their own, or both on the same ones (`shared`).
    """
    mine = [p.clone().requires_grad_() for p in start]
    other = mine if shared else [p.clone().requires_grad_() for p in start]
    make = getattr(student, optimizer)
    rules = {}
    everything = mine if shared else mine + other
    path = [[p.detach().clone() for p in everything]]
    for number, step in enumerate(gradients):
        for key, parameters, settings in (("first", mine, first), ("second", other, second)):
            if key == "second" and number == 0:
                continue
            if key not in rules:
                rules[key] = make(parameters, **settings)
            for parameter, gradient in zip(parameters, step, strict=True):
                parameter.grad = gradient.clone()
            rules[key].step()
        path.append([p.detach().clone() for p in everything])
    return path


@scenario
def look_around(student, optimizer, start, gradients, **hyperparameters):
    """What a step leaves of the gradients it saw, early and late, and of autograd and its view of the parameters."""
    enabled = torch.is_grad_enabled()
    parameters = [p.requires_grad_() for p in start]
    rule = getattr(student, optimizer)(parameters, **hyperparameters)
    seen = []
    for step in gradients:
        for parameter, gradient in zip(parameters, step, strict=True):
            parameter.grad = gradient.clone()
        seen.append([p.grad for p in parameters])
        rule.step()
    still = [[None if s is None else s.clone() for s in step] for step in seen]
    attached = [p.grad is s for p, s in zip(parameters, seen[-1], strict=True)]
    unswitched = torch.is_grad_enabled() == enabled
    return still, attached, [p.requires_grad for p in parameters], [p.grad_fn is None for p in parameters], unswitched


@scenario
def descend_on_one_buffer(student, optimizer, start, gradients, **hyperparameters):
    """The same as `descend`, with one tensor for each parameter's gradient that is overwritten, as autograd does."""
    parameters = [p.requires_grad_() for p in start]
    rule = getattr(student, optimizer)(parameters, **hyperparameters)
    for parameter in parameters:
        parameter.grad = torch.zeros_like(parameter)
    path = [[p.detach().clone() for p in parameters]]
    for step in gradients:
        for parameter, gradient in zip(parameters, step, strict=True):
            parameter.grad.copy_(gradient)
        rule.step()
        path.append([p.detach().clone() for p in parameters])
    return path


@scenario
def build(student, optimizer, *positional, **hyperparameters):
    """Only make the optimizer."""
    getattr(student, optimizer)([torch.zeros(2, requires_grad=True)], *positional, **hyperparameters)


@scenario
def clip(student, function, gradients, limit):
    """Clip gradients. Return what was returned, `.grad` now, the gradients as the caller holds them, the parameters."""
    parameters = [torch.full_like(g, 7.0).requires_grad_() for g in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
    returned = getattr(student, function)(parameters, limit)
    return returned, [p.grad for p in parameters], gradients, [p.detach() for p in parameters]


# Parameters 0 and 2 have the same shape and start alike, so that state shared between them shows. Gradients hold zeros:
# averages and velocities move on all the same.
F64 = torch.float64
START = [
    torch.tensor([[1.0, -2.0, 0.5], [0.25, 1.5, -1.0]], dtype=F64),
    torch.tensor(3.0, dtype=F64),
    torch.tensor([[1.0, -2.0, 0.5], [0.25, 1.5, -1.0]], dtype=F64),
]
GRADIENTS = [
    [
        torch.tensor([[0.5, -1.0, 2.0], [1.0, 0.25, -0.5]], dtype=F64),
        torch.tensor(-0.25, dtype=F64),
        torch.tensor([[-2.0, 0.5, 1.0], [0.0, -0.75, 3.0]], dtype=F64),
    ],
    [
        torch.tensor([[0.25, 3.0, -1.5], [0.0, 0.5, 1.0]], dtype=F64),
        torch.tensor(0.0, dtype=F64),
        torch.zeros(2, 3, dtype=F64),
    ],
    [
        torch.tensor([[-2.0, 0.1, 1.0], [0.5, -0.25, 0.0]], dtype=F64),
        torch.tensor(1.25, dtype=F64),
        torch.tensor([[0.75, -0.5, 0.0], [2.0, 1.0, -1.0]], dtype=F64),
    ],
]


def check_generator(submission, reference, optimizer, **hyperparameters):
    """Parameters from a generator are kept."""
    path, left = descend_from_generator(submission, optimizer, START, GRADIENTS, **hyperparameters)
    expected, _ = descend_from_generator(reference, optimizer, start=START, gradients=GRADIENTS, **hyperparameters)
    inputs = f"{optimizer}((p for p in parameters), ...)"
    same(path, expected, what="the path", rtol=1e-4, atol=1e-5, inputs=inputs)
    holds(not any(left), "zero_grad() leaves gradients when the parameters came from a generator")


def check_training(submission, reference, optimizer, **hyperparameters):
    """zero_grad() clears gradients and nothing else: what is carried from step to step stays."""
    run = {"start": START, "gradients": GRADIENTS, **hyperparameters}
    note = "zero_grad() is called before every step."
    same_trajectory(descend_as_in_training, submission, reference, optimizer, note=note, **run)


def check_missing(submission, reference, optimizer, **hyperparameters):
    """A parameter without a gradient stays where it is, and so does its state."""
    a, b, c = GRADIENTS
    gradients = [[None, *a[1:]], [b[0], None, b[2]], [None, None, c[2]], a, [None] * 3]
    same_trajectory(descend, submission, reference, optimizer, start=START, gradients=gradients, **hyperparameters)


def check_gradients_alone(submission, reference, optimizer, **hyperparameters):
    """step() leaves `.grad` and the autograd graph alone, and keeps no hold of it."""
    left = look_around(submission, optimizer, START, GRADIENTS, **hyperparameters)
    still, attached, requires_grad, leaf, unswitched = left
    same(still, GRADIENTS, what="the gradients after step()", rtol=0, atol=0, inputs=f"{optimizer}, three steps")
    holds(all(attached), "step() cleared or replaced .grad, which must stay as it is")
    holds(all(requires_grad), "after step() a parameter no longer requires a gradient")
    holds(all(leaf), "step() was recorded by autograd: a parameter has a grad_fn")
    holds(unswitched, "step() leaves autograd switched off: the next forward pass is not recorded")
    run = {"start": START, "gradients": GRADIENTS, **hyperparameters}
    same_trajectory(descend_on_one_buffer, submission, reference, optimizer, **run)


def check_instances(submission, reference, optimizer, **hyperparameters):
    """Two optimizers know nothing of each other, not even when they share parameters."""
    run = {"start": START, "gradients": GRADIENTS, "first": hyperparameters}
    run["second"] = hyperparameters | {"lr": hyperparameters["lr"] / 2}
    notes = {
        False: "Two optimizers take turns. Parameters 0 to 2 are the first one's, 3 to 5 the second one's.",
        True: "Two optimizers take turns on the same parameters.",
    }
    for shared, note in notes.items():
        same_trajectory(descend_twice, submission, reference, optimizer, shared=shared, note=note, **run)


def check_default_eps(submission, reference, optimizer):
    """The default of eps is 1e-8."""
    start, gradients = [torch.tensor([0.5, -0.5], dtype=F64)], [[torch.tensor([1e-8, -3e-8], dtype=F64)]] * 2
    same_trajectory(descend, submission, reference, optimizer, start=start, gradients=gradients, lr=0.1)


def check_lr(submission, optimizer):
    """A negative lr is an error, however small; 0 and large ones are none, and work."""
    raises(ValueError, "lr|learning.?rate", build, submission, optimizer, -1e-6)
    build(submission, optimizer, lr=0.0)
    first, *_, last = descend(submission, optimizer, START, GRADIENTS, lr=10.0)
    holds(not torch.equal(first[0], last[0]), "with lr=10, step() leaves the parameters as they are")


def check_float32(submission, reference, optimizer, *positional):
    """float32 parameters stay float32, hyperparameters may be given by position."""
    start = [p.float() for p in START]
    gradients = [[g.float() for g in step] for step in GRADIENTS]
    same_trajectory(descend, submission, reference, optimizer, start, gradients, *positional, rtol=1e-3)


hyper = st.sampled_from  # of readable values, the simplest first

# ---------------------------------------------------------------- SGD


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


# ---------------------------------------------------------------- AdaGrad


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


# ---------------------------------------------------------------- RMSProp


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


# ---------------------------------------------------------------- Adam

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


# ---------------------------------------------------------------- clipping


def several(scales=(1.0, 10.0)):
    """Draw the gradients of one to three parameters."""
    return st.lists(some.tensors(scales=scales), min_size=1, max_size=3)


@question("clip_value", points=2)
@given(gradients=several(), limit=hyper([1.0, 0.3, 2.5]))
def test_clip_value_any_gradients(submission, reference, gradients, limit):
    """clip_grad_value clips gradients of any shape, of all parameters."""
    _, yours, _, _ = clip(submission, "clip_grad_value", gradients, limit)
    _, expected, _, _ = clip(reference, "clip_grad_value", gradients, limit)
    same(yours, expected, what="gradients", inputs=f"gradients {[g.tolist() for g in gradients]}, limit {limit}")


@question("clip_value", points=2)
def test_clip_value_in_place(submission):
    """clip_grad_value changes the gradients in place, and nothing else."""
    gradients = [torch.tensor([2.0, -3.0], dtype=torch.float64), torch.tensor(0.5, dtype=torch.float64)]
    _, _, yours, parameters = clip(submission, "clip_grad_value", gradients, 1.0)
    inputs = "gradients [2, -3], 0.5, limit 1"
    same(yours[0].tolist(), [1.0, -1.0], what="the tensor that was in .grad before the call", inputs=inputs)
    same(parameters, [torch.full_like(g, 7.0) for g in gradients], what="the parameters", inputs=inputs)


@question("clip_value", points=1)
def test_clip_value_float32(submission):
    """clip_grad_value works in float32."""
    _, yours, _, _ = clip(submission, "clip_grad_value", [torch.tensor([[2.0, -0.5], [-3.0, 1.0]])], 1.0)
    same(
        yours,
        [torch.tensor([[1.0, -0.5], [-1.0, 1.0]])],
        what="gradients",
        inputs="float32 gradient [[2, -0.5], [-3, 1]], limit 1",
    )
    _, yours, _, _ = clip(submission, "clip_grad_value", [torch.tensor([2.0, -0.5])], 0.0)
    same([g.abs() for g in yours], [torch.zeros(2)], what="gradients", inputs="float32 gradient [2, -0.5], limit 0")


@question("clip_norm", points=4)
@given(gradients=several(), max_norm=hyper([1.0, 0.3, 5.0, 100.0]))
def test_clip_norm_any_gradients(submission, reference, gradients, max_norm):
    """clip_grad_norm clips gradients of any shape, of all parameters together, and returns their norm before."""
    norm, yours, _, _ = clip(submission, "clip_grad_norm", gradients, max_norm)
    expected_norm, expected, _, _ = clip(reference, "clip_grad_norm", gradients, max_norm)
    inputs = f"gradients {[g.tolist() for g in gradients]}, max_norm {max_norm}"
    same(norm, expected_norm, what="the norm", rtol=1e-5, inputs=inputs)
    same(yours, expected, what="gradients", rtol=1e-5, inputs=inputs)


@question("clip_norm", points=2)
def test_clip_norm_many_parameters(submission):
    """clip_grad_norm takes one norm over all parameters, also when each alone is below max_norm."""
    gradients = [torch.tensor([0.5], dtype=torch.float64) for _ in range(16)]
    norm, yours, _, _ = clip(submission, "clip_grad_norm", gradients, 1.0)
    inputs = "16 parameters with gradient [0.5], max_norm 1"
    same(norm, 2.0, what="the norm", rtol=1e-5, inputs=inputs)
    same(yours, [torch.tensor([0.25], dtype=torch.float64)] * 16, what="gradients", rtol=1e-5, inputs=inputs)


@question("clip_norm", points=2)
def test_clip_norm_in_place(submission):
    """clip_grad_norm changes the gradients in place, and nothing else."""
    gradients = [torch.tensor([3.0, 0.0], dtype=torch.float64), torch.tensor(4.0, dtype=torch.float64)]
    _, _, yours, parameters = clip(submission, "clip_grad_norm", gradients, 1.0)
    inputs = "gradients [3, 0], 4, max_norm 1"
    same(yours[0].tolist(), [0.6, 0.0], what="the tensor that was in .grad before the call", rtol=1e-5, inputs=inputs)
    same(parameters, [torch.full_like(g, 7.0) for g in gradients], what="the parameters", inputs=inputs)
    zeros = [torch.zeros(2, dtype=torch.float64)]
    _, yours, _, _ = clip(submission, "clip_grad_norm", zeros, 0.0)
    same(yours, zeros, what="gradients", inputs="gradients [0, 0], max_norm 0")


@question("clip_norm", points=1)
def test_clip_norm_float32(submission):
    """clip_grad_norm works in float32."""
    norm, yours, _, _ = clip(submission, "clip_grad_norm", [torch.tensor([[3.0], [4.0]])], 1.0)
    same(norm, 5.0, what="the norm", rtol=1e-4, inputs="a float32 gradient [[3], [4]], max_norm 1")
    same(
        yours,
        [torch.tensor([[0.6], [0.8]])],
        what="gradients",
        rtol=1e-4,
        inputs="a float32 gradient [[3], [4]], max_norm 1",
    )
