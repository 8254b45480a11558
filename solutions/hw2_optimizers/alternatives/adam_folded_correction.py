"""Adam's corrections folded into the step size, with eps scaled to match; one flat gradient for the norm."""

import math

import torch


def _require_step_size(lr):
    if not lr >= 0:
        raise ValueError("`lr` is the length of a step, so it has to be >= 0")


def _require_decay(value, name):
    if not 0 <= value < 1:
        raise ValueError(f"`{name}` is the share that is kept, so it has to be in [0, 1)")


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        _require_step_size(lr)
        _require_decay(momentum, "momentum")
        self.slots = [(p, p.detach().clone().zero_()) for p in params]
        self.lr, self.momentum, self.weight_decay = float(lr), float(momentum), float(weight_decay)

    def step(self):
        for p, velocity in self.slots:
            if p.grad is None:
                continue
            theta = p.detach()  # shares memory with p
            velocity *= self.momentum
            velocity += p.grad.detach()
            velocity += self.weight_decay * theta
            theta -= self.lr * velocity

    def zero_grad(self):
        for p, _ in self.slots:
            p.grad = None


class AdaGrad:
    def __init__(self, params, lr, eps=1e-8):
        _require_step_size(lr)
        self.slots = [(p, p.detach().clone().zero_()) for p in params]
        self.lr, self.eps = float(lr), float(eps)

    def step(self):
        for p, total in self.slots:
            if p.grad is None:
                continue
            theta, g = p.detach(), p.grad.detach()
            total += g * g
            theta -= g * (self.lr / (total**0.5 + self.eps))

    def zero_grad(self):
        for p, _ in self.slots:
            p.grad = None


class RMSProp:
    def __init__(self, params, lr, beta=0.9, eps=1e-8):
        _require_step_size(lr)
        _require_decay(beta, "beta")
        self.slots = [(p, p.detach().clone().zero_()) for p in params]
        self.lr, self.beta, self.eps = float(lr), float(beta), float(eps)

    def step(self):
        for p, average in self.slots:
            if p.grad is None:
                continue
            theta, g = p.detach(), p.grad.detach()
            average += (1 - self.beta) * (g * g - average)
            theta -= g * (self.lr / (average**0.5 + self.eps))

    def zero_grad(self):
        for p, _ in self.slots:
            p.grad = None


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        _require_step_size(lr)
        _require_decay(betas[0], "betas[0]")
        _require_decay(betas[1], "betas[1]")
        self.slots = [[p, 0, p.detach().clone().zero_(), p.detach().clone().zero_()] for p in params]
        self.lr, self.beta1, self.beta2, self.eps = float(lr), float(betas[0]), float(betas[1]), float(eps)

    def step(self):
        for slot in self.slots:
            p, t, m, v = slot
            if p.grad is None:
                continue
            slot[1] = t = t + 1
            theta, g = p.detach(), p.grad.detach()
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            root = math.sqrt(1 - self.beta2**t)
            step_size = self.lr * root / (1 - self.beta1**t)
            theta -= step_size * m / (v.sqrt() + self.eps * root)

    def zero_grad(self):
        for p, *_ in self.slots:
            p.grad = None


def clip_grad_value(params, limit):
    with torch.no_grad():
        for g in [p.grad for p in params]:
            if g is not None:
                torch.minimum(g, torch.full_like(g, float(limit)), out=g)
                torch.maximum(g, torch.full_like(g, -float(limit)), out=g)


def clip_grad_norm(params, max_norm):
    gradients = [p.grad.detach() for p in params if p.grad is not None]
    if len(gradients) == 0:
        return 0.0
    flat = torch.cat([g.reshape(-1) for g in gradients])
    norm = torch.dot(flat, flat).sqrt().item()
    factor = min(norm, float(max_norm)) / norm if norm > 0 else 1.0
    if factor != 1.0:
        for g in gradients:
            g *= factor
    return norm
