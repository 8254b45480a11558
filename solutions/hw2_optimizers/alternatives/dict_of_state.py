"""State in a dict keyed by parameter, created lazily; arithmetic on `.data`; `zero_grad` fills with zeros."""

import torch


def _not_negative(lr):
    if lr < 0:
        raise ValueError("invalid learning rate: lr must not be negative")


def _fraction(name, value):
    if value < 0 or value >= 1:
        raise ValueError("%s=%r lies outside [0, 1)" % (name, value))  # noqa: UP031


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        _not_negative(lr)
        _fraction("momentum", momentum)
        self.params, self.lr, self.mu, self.wd = tuple(params), lr, momentum, weight_decay
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.data.clone()
            if self.wd != 0:
                g.add_(p.data * float(self.wd))
            if p not in self.state:
                self.state[p] = g.clone()
            else:
                self.state[p] = self.state[p] * float(self.mu) + g
            p.data -= float(self.lr) * self.state[p]

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad = torch.zeros_like(p)


class AdaGrad:
    def __init__(self, params, lr, eps=1e-8):
        _not_negative(lr)
        self.params, self.lr, self.eps = tuple(params), float(lr), float(eps)
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.data
            self.state[p] = self.state.get(p, 0.0) + g * g
            p.data -= self.lr * g / (torch.sqrt(self.state[p]) + self.eps)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.data.zero_()


class RMSProp:
    def __init__(self, params, lr, beta=0.9, eps=1e-8):
        _not_negative(lr)
        _fraction("beta", beta)
        self.params, self.lr, self.beta, self.eps = tuple(params), float(lr), float(beta), float(eps)
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.data
            old = self.state.get(p, torch.zeros_like(g))
            self.state[p] = self.beta * old + (1 - self.beta) * g * g
            p.data -= self.lr * g / (torch.sqrt(self.state[p]) + self.eps)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.data.zero_()


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        _not_negative(lr)
        for beta in betas:
            _fraction("betas", beta)
        self.params, self.lr, self.eps = tuple(params), float(lr), float(eps)
        self.b1, self.b2 = map(float, betas)
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.data
            if p not in self.state:
                self.state[p] = {"t": 0, "m": torch.zeros_like(g), "v": torch.zeros_like(g)}
            state = self.state[p]
            state["t"] += 1
            state["m"] = self.b1 * state["m"] + (1 - self.b1) * g
            state["v"] = self.b2 * state["v"] + (1 - self.b2) * g * g
            m_hat = state["m"] / (1 - self.b1 ** state["t"])
            v_hat = state["v"] / (1 - self.b2 ** state["t"])
            p.data -= self.lr * m_hat / (torch.sqrt(v_hat) + self.eps)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.data.zero_()


def clip_grad_value(params, limit):
    limit = float(limit)
    for p in params:
        if p.grad is not None:
            g = p.grad.data
            g[g > limit] = limit
            g[g < -limit] = -limit


def clip_grad_norm(params, max_norm):
    params = [p for p in params if p.grad is not None]
    if not params:
        return 0.0
    squares = 0.0
    for p in params:
        squares += p.grad.data.pow(2).sum().item()
    norm = squares**0.5
    if norm > max_norm:
        for p in params:
            p.grad.data.mul_(float(max_norm) / norm)
    return norm
