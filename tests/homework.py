"""A student's module and the tests' own names, as the examples in docstrings use them."""

from __future__ import annotations

import types
from typing import Any

import hypothesis
import numpy as np
import torch
from torch import Tensor

from autograder import testing
from autograder.testing import scenario
from autograder.testing.modules import LocalModule, ReferenceModule
from autograder.testing.show import show


class Adam:
    """Momentum, in fact: the examples look at the interface alone."""

    def __init__(self, parameters: list[Tensor], lr: float = 0.001) -> None:
        if lr < 0:
            raise ValueError(f"lr must not be negative, not {lr}")
        self.parameters, self.lr = parameters, lr
        self.momenta = [torch.zeros_like(p) for p in parameters]

    def step(self) -> None:
        with torch.no_grad():
            for p, momentum in zip(self.parameters, self.momenta, strict=True):
                momentum.mul_(0.9).add_(p.grad)
                p.sub_(self.lr * momentum)


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)


def layer_norm(x: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    return gamma * centred / (centred.square().mean(-1, keepdim=True) + 1e-5).sqrt() + beta


def norm(x: Tensor) -> float:
    return float(x.square().sum().sqrt())


def sgd_step(parameters: list[Tensor], gradients: list[Tensor], lr: float) -> list[Tensor]:
    return [p - lr * g for p, g in zip(parameters, gradients, strict=True)]


def forward(x: Tensor, w: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    return x @ w, (x, w)


def backward(cotangent: Tensor, cache: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    x, w = cache
    return cotangent @ w.T, x.T @ cotangent


def positional_encoding(length: int, width: int) -> Tensor:
    return torch.outer(torch.arange(length), 0.01 ** (torch.arange(width) / width)).sin()


def lstm(inputs: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """A running sum is as good as an LSTM here: (time, batch, features) in and out."""
    return (inputs @ weight + bias).cumsum(0).tanh()


@scenario
def causal_attention(student: Any, x: Tensor) -> Tensor:
    scores = (x @ x.mT).masked_fill(torch.ones(x.shape[1], x.shape[1]).triu(1).bool(), -1e9)
    return student.softmax(scores) @ x


@scenario
def build(student: Any, optimizer: str, **options: float) -> None:
    getattr(student, optimizer)([torch.zeros(2)], **options)


@scenario
def descend(
    student: Any, optimizer: str, start: list[Tensor], gradients: list[list[Tensor]], **options: float
) -> list[list[Tensor]]:
    parameters = [p.clone() for p in start]
    rule = getattr(student, optimizer)(parameters, **options)
    path = [start]
    for step in gradients:
        for p, gradient in zip(parameters, step, strict=True):
            p.grad = gradient
        rule.step()
        path.append([p.clone() for p in parameters])
    return path


def simplest(strategy: hypothesis.strategies.SearchStrategy[Any]) -> None:
    """Print the simplest value that a strategy draws."""
    print(show(hypothesis.find(strategy, lambda _: True)))


def names() -> dict[str, Any]:
    """Return what an example may name without saying where it comes from."""
    module = types.ModuleType("homework")
    vars(module).update(globals())
    tensors = torch.manual_seed(0)
    return {
        **{name: getattr(testing, name) for name in testing.__all__},
        **{"torch": torch, "np": np, "simplest": simplest},
        **{"causal_attention": causal_attention, "build": build, "descend": descend},
        **{"submission": LocalModule(module), "reference": ReferenceModule(module)},
        **{"x": torch.randn(2, 5, 5, generator=tensors), "gamma": torch.ones(5), "beta": torch.zeros(5)},
        **{"p": torch.zeros(2), "g1": torch.ones(2), "g2": -torch.ones(2)},
        **{"parameters": [torch.ones(2)], "gradients": [torch.ones(2)]},
        **{"inputs": torch.randn(3, 2, 5, generator=tensors), "weight": torch.eye(5), "bias": torch.zeros(5)},
        **{"calls": [("reset",), ("step", 0)], "max_steps": 3},
    }
