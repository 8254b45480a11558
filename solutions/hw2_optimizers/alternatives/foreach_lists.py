"""Whole lists of tensors at once with `torch._foreach_*`; one step count per optimizer."""

import torch


def _active(params, *states):
    """The parameters that have a gradient, their gradients, and their entries of each list of state."""
    chosen = [i for i, p in enumerate(params) if p.grad is not None]
    return [[params[i] for i in chosen], [params[i].grad for i in chosen], *[[s[i] for i in chosen] for s in states]]


def _zeros(params):
    return [torch.zeros_like(p) for p in params]


def _check(**limits):
    for name, value in limits.items():
        low_enough = name == "lr" or value < 1
        if not (value >= 0 and low_enough):
            raise ValueError(f"{name}: {value} is out of range")


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        _check(lr=lr, momentum=momentum)
        self.params = [*params]
        self.lr, self.momentum, self.weight_decay = float(lr), float(momentum), float(weight_decay)
        self.v = _zeros(self.params)

    @torch.no_grad()
    def step(self):
        theta, g, v = _active(self.params, self.v)
        if theta:
            torch._foreach_mul_(v, self.momentum)
            torch._foreach_add_(v, torch._foreach_add(g, theta, alpha=self.weight_decay))
            torch._foreach_add_(theta, v, alpha=-self.lr)

    def zero_grad(self):
        gradients = [p.grad.detach() for p in self.params if p.grad is not None]
        if gradients:
            torch._foreach_zero_(gradients)


class AdaGrad:
    def __init__(self, params, lr, eps=1e-8):
        _check(lr=lr)
        self.params = [*params]
        self.lr, self.eps = float(lr), float(eps)
        self.s = _zeros(self.params)

    @torch.no_grad()
    def step(self):
        theta, g, s = _active(self.params, self.s)
        if theta:
            torch._foreach_addcmul_(s, g, g)
            torch._foreach_addcdiv_(theta, g, torch._foreach_add(torch._foreach_sqrt(s), self.eps), value=-self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


class RMSProp:
    def __init__(self, params, lr, beta=0.9, eps=1e-8):
        _check(lr=lr, beta=beta)
        self.params = [*params]
        self.lr, self.beta, self.eps = float(lr), float(beta), float(eps)
        self.s = _zeros(self.params)

    @torch.no_grad()
    def step(self):
        theta, g, s = _active(self.params, self.s)
        if theta:
            torch._foreach_mul_(s, self.beta)
            torch._foreach_addcmul_(s, g, g, value=1 - self.beta)
            torch._foreach_addcdiv_(theta, g, torch._foreach_add(torch._foreach_sqrt(s), self.eps), value=-self.lr)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        _check(lr=lr)
        for beta in betas:
            _check(betas=beta)
        self.params = [*params]
        self.lr, self.eps = float(lr), float(eps)
        self.beta1, self.beta2 = float(betas[0]), float(betas[1])
        self.m, self.v, self.t = _zeros(self.params), _zeros(self.params), 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        theta, g, m, v = _active(self.params, self.m, self.v)
        if theta:
            torch._foreach_mul_(m, self.beta1)
            torch._foreach_add_(m, g, alpha=1 - self.beta1)
            torch._foreach_mul_(v, self.beta2)
            torch._foreach_addcmul_(v, g, g, value=1 - self.beta2)
            roots = torch._foreach_sqrt(torch._foreach_div(v, 1 - self.beta2**self.t))
            torch._foreach_add_(roots, self.eps)
            torch._foreach_addcdiv_(theta, m, roots, value=-self.lr / (1 - self.beta1**self.t))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


@torch.no_grad()
def clip_grad_value(params, limit):
    gradients = [p.grad for p in params if p.grad is not None]
    if gradients:
        torch._foreach_clamp_min_(gradients, -float(limit))
        torch._foreach_clamp_max_(gradients, float(limit))


@torch.no_grad()
def clip_grad_norm(params, max_norm):
    gradients = [p.grad for p in params if p.grad is not None]
    norm = sum(float(n) ** 2 for n in torch._foreach_norm(gradients)) ** 0.5 if gradients else 0.0
    if norm > max_norm:
        torch._foreach_mul_(gradients, float(max_norm) / norm)
    return norm
