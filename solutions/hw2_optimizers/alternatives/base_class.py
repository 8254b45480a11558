"""One private base class with an `_update` method per rule; SGD's velocity already contains the learning rate."""

from abc import ABC, abstractmethod

import torch


class _Optimizer(ABC):
    """Holds the parameters, checks hyperparameters, loops; subclasses say how one parameter changes."""

    def __init__(self, params, lr, **fractions):
        if lr < 0:
            raise ValueError(f"Negative lr: {lr}")
        for name, values in fractions.items():
            for value in values:
                if not (0 <= value and value < 1):
                    raise ValueError(f"{name} should be at least 0 and less than 1, but {value} was given")
        self.lr = float(lr)
        self.parameters = list(params)
        self.states = [{} for _ in self.parameters]

    def step(self):
        with torch.no_grad():
            for parameter, state in zip(self.parameters, self.states, strict=True):
                if parameter.grad is not None:
                    parameter += self._update(parameter, parameter.grad, state)

    def zero_grad(self):
        for parameter in self.parameters:
            if parameter.grad is not None:
                parameter.grad = None

    @abstractmethod
    def _update(self, parameter, gradient, state):
        """The amount by which `parameter` changes; may write to `state`."""


class SGD(_Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum=[momentum])
        self.momentum, self.weight_decay = float(momentum), float(weight_decay)

    def _update(self, parameter, gradient, state):
        change = -self.lr * (gradient + self.weight_decay * parameter)
        if "change" in state:
            change = change + self.momentum * state["change"]
        state["change"] = change
        return change


class AdaGrad(_Optimizer):
    def __init__(self, params, lr, eps=1e-8):
        super().__init__(params, lr)
        self.eps = float(eps)

    def _update(self, parameter, gradient, state):
        state["sum"] = state.get("sum", 0) + gradient.square()
        return -self.lr * gradient / (state["sum"].sqrt() + self.eps)


class RMSProp(_Optimizer):
    def __init__(self, params, lr, beta=0.9, eps=1e-8):
        super().__init__(params, lr, beta=[beta])
        self.beta, self.eps = float(beta), float(eps)

    def _update(self, parameter, gradient, state):
        state["mean"] = self.beta * state.get("mean", 0) + (1 - self.beta) * gradient.square()
        return -self.lr * gradient / (state["mean"].sqrt() + self.eps)


class Adam(_Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas=betas)
        self.betas, self.eps = [float(b) for b in betas], float(eps)

    def _update(self, parameter, gradient, state):
        state["t"] = state.get("t", 0) + 1
        state["m"] = self.betas[0] * state.get("m", 0) + (1 - self.betas[0]) * gradient
        state["v"] = self.betas[1] * state.get("v", 0) + (1 - self.betas[1]) * gradient.square()
        m_hat = state["m"] / (1 - self.betas[0] ** state["t"])
        v_hat = state["v"] / (1 - self.betas[1] ** state["t"])
        return -self.lr * m_hat / (v_hat.sqrt() + self.eps)


def _gradients(params):
    for parameter in params:
        if parameter.grad is not None:
            yield parameter.grad.detach()


def clip_grad_value(params, limit):
    for gradient in _gradients(params):
        gradient.copy_(gradient.clamp(-float(limit), float(limit)))


def clip_grad_norm(params, max_norm):
    gradients = tuple(_gradients(params))
    norm = float(sum(float(g.norm()) ** 2 for g in gradients)) ** 0.5
    if norm > max_norm:
        for gradient in gradients:
            gradient.mul_(float(max_norm) / norm)
    return norm
