"""Decorated with `torch.no_grad()` and built from PyTorch's in-place operations: `lerp_`, `addcmul_`, `addcdiv_`."""

import torch
from torch import Tensor


class SGD:
    def __init__(self, params, lr: float, momentum: float = 0.0, weight_decay: float = 0.0):
        if not lr >= 0.0:
            raise ValueError(f"lr = {lr}, but a step size cannot be negative")
        if not 0.0 <= momentum < 1.0:
            raise ValueError(f"expected 0 <= momentum < 1, got {momentum}")
        self.params: list[Tensor] = list(params)
        self.lr, self.momentum, self.weight_decay = float(lr), float(momentum), float(weight_decay)
        self.buffers = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self) -> None:
        for p, buffer in zip(self.params, self.buffers, strict=True):
            if p.grad is not None:
                buffer.mul_(self.momentum).add_(p.grad).add_(p, alpha=self.weight_decay)
                p.add_(buffer, alpha=-self.lr)

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None


class AdaGrad:
    def __init__(self, params, lr: float, eps: float = 1e-8):
        if not lr >= 0.0:
            raise ValueError(f"lr = {lr}, but a step size cannot be negative")
        self.params: list[Tensor] = list(params)
        self.lr, self.eps = float(lr), float(eps)
        self.sums = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self) -> None:
        for p, s in zip(self.params, self.sums, strict=True):
            if p.grad is not None:
                s.addcmul_(p.grad, p.grad)
                p.addcdiv_(p.grad, s.sqrt().add_(self.eps), value=-self.lr)

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None


class RMSProp:
    def __init__(self, params, lr: float, beta: float = 0.9, eps: float = 1e-8):
        if not lr >= 0.0:
            raise ValueError(f"lr = {lr}, but a step size cannot be negative")
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"expected 0 <= beta < 1, got {beta}")
        self.params: list[Tensor] = list(params)
        self.lr, self.beta, self.eps = float(lr), float(beta), float(eps)
        self.averages = [torch.zeros_like(p, requires_grad=False) for p in self.params]

    @torch.no_grad()
    def step(self) -> None:
        for p, s in zip(self.params, self.averages, strict=True):
            if p.grad is not None:
                s.lerp_(p.grad.square(), 1 - self.beta)
                p.addcdiv_(p.grad, s.sqrt().add_(self.eps), value=-self.lr)

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None


class Adam:
    def __init__(self, params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8):
        if not lr >= 0.0:
            raise ValueError(f"lr = {lr}, but a step size cannot be negative")
        first, second = betas
        if not 0.0 <= first < 1.0:
            raise ValueError(f"expected 0 <= betas[0] < 1, got {first}")
        if not 0.0 <= second < 1.0:
            raise ValueError(f"expected 0 <= betas[1] < 1, got {second}")
        self.params: list[Tensor] = list(params)
        self.lr, self.eps, self.first, self.second = float(lr), float(eps), float(first), float(second)
        self.moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]
        self.steps = [0] * len(self.params)

    @torch.no_grad()
    def step(self) -> None:
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.steps[i] += 1
                m, v = self.moments[i]
                m.lerp_(p.grad, 1 - self.first)
                v.mul_(self.second).addcmul_(p.grad, p.grad, value=1 - self.second)
                denominator = v.div(1 - self.second ** self.steps[i]).sqrt_().add_(self.eps)
                p.addcdiv_(m, denominator, value=-self.lr / (1 - self.first ** self.steps[i]))

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None


@torch.no_grad()
def clip_grad_value(params, limit: float) -> None:
    for p in params:
        if p.grad is not None:
            torch.clamp(p.grad, min=-float(limit), max=float(limit), out=p.grad)


@torch.no_grad()
def clip_grad_norm(params, max_norm: float) -> float:
    gradients = [p.grad for p in params if p.grad is not None]
    if not gradients:
        return 0.0
    total = torch.stack([torch.linalg.vector_norm(g) for g in gradients]).norm()
    if total > float(max_norm):
        for g in gradients:
            g.mul_(float(max_norm) / total)
    return total.item()
