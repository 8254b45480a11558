"""Functional: each rule is a closure that maps a gradient to a change, and keeps its state in local variables."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import hypot

import torch

Rule = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass
class _Descent:
    """Parameters paired with one rule each."""

    pairs: list[tuple[torch.Tensor, Rule]] = field(default_factory=list)

    def bind(self, params, make_rule: Callable[[], Rule]) -> None:
        self.pairs = [(p, make_rule()) for p in params]

    def step(self) -> None:
        for p, rule in self.pairs:
            if p.grad is not None:
                p.data.sub_(rule(p.data, p.grad.data))

    def zero_grad(self) -> None:
        for p, _ in self.pairs:
            p.grad = None if p.grad is None else torch.zeros_like(p.grad)


def _between(name, low, value, high=float("inf")):
    value = float(value)
    if value < low or value >= high:
        raise ValueError(f"{name} must satisfy {low} <= {name} < {high}")
    return value


def _sgd(lr, momentum, weight_decay) -> Rule:
    velocity = 0.0

    def rule(theta, gradient):
        nonlocal velocity
        velocity = momentum * velocity + (gradient + weight_decay * theta)
        return lr * velocity

    return rule


def _adagrad(lr, eps) -> Rule:
    squares = 0.0

    def rule(_, gradient):
        nonlocal squares
        squares = squares + gradient**2
        return lr * gradient / (squares.sqrt() + eps)

    return rule


def _rmsprop(lr, beta, eps) -> Rule:
    average = 0.0

    def rule(_, gradient):
        nonlocal average
        average = beta * average + (1 - beta) * gradient**2
        return lr * gradient / (average.sqrt() + eps)

    return rule


def _adam(lr, beta1, beta2, eps) -> Rule:
    clock, m, v = itertools.count(1), 0.0, 0.0

    def rule(_, gradient):
        nonlocal m, v
        t = next(clock)
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        return lr * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)).sqrt() + eps)

    return rule


class SGD(_Descent):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        lr, momentum = _between("lr", 0, lr), _between("momentum", 0, momentum, 1)
        self.bind(params, partial(_sgd, lr, momentum, float(weight_decay)))


class AdaGrad(_Descent):
    def __init__(self, params, lr, eps=1e-8):
        self.bind(params, partial(_adagrad, _between("lr", 0, lr), float(eps)))


class RMSProp(_Descent):
    def __init__(self, params, lr, beta=0.9, eps=1e-8):
        self.bind(params, partial(_rmsprop, _between("lr", 0, lr), _between("beta", 0, beta, 1), float(eps)))


class Adam(_Descent):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        beta1, beta2 = (_between("betas", 0, beta, 1) for beta in betas)
        self.bind(params, partial(_adam, _between("lr", 0, lr), beta1, beta2, float(eps)))


def _gradients(params) -> list[torch.Tensor]:
    return [p.grad.data for p in params if p.grad is not None]


def clip_grad_value(params, limit):
    for gradient in _gradients(params):
        gradient.clamp_(min=-float(limit), max=float(limit))


def clip_grad_norm(params, max_norm):
    gradients = _gradients(params)
    norm = hypot(*(gradient.norm().item() for gradient in gradients))
    scale = 1.0 if norm <= max_norm else float(max_norm) / norm
    if scale < 1:
        for gradient in gradients:
            gradient *= scale
    return norm
