"""What the hidden tests of hw2 share: scenarios, inputs, and what has to hold of every optimizer.

Most compare paths with the reference. Gradients go down to 1e-6, where eps inside and outside the root differ by
factors; starts and gradients have several shapes, so that state shared between parameters shows.
"""

import torch
from hypothesis import strategies as st

from autograder.testing import holds, raises, same, same_trajectory, scenario, some


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


def several(scales=(1.0, 10.0)):
    """Draw the gradients of one to three parameters."""
    return st.lists(some.tensors(scales=scales), min_size=1, max_size=3)
