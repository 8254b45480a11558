"""What torch.optim offers is refused, and so is the kernel behind it. Write the five steps of section Adam instead.

Question: adam
Caught by: test_adam_first_step
"""

from collections.abc import Iterable

import torch


class SGD:
    """Gradient descent with momentum and weight decay."""

    def __init__(
        self, params: Iterable[torch.Tensor], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        """Check SGD's hyperparameters and prepare a velocity for every parameter."""
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be in [0, 1), not {momentum}")
        self.lr = float(lr)
        self.momentum = float(momentum)
        self.weight_decay = float(weight_decay)
        self.params = list(params)
        self.velocities = [torch.zeros_like(p) for p in self.params]

    def step(self) -> None:
        """Update every parameter in place, once, by SGD's rule."""
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                g = p.grad + self.weight_decay * p
                v.copy_(self.momentum * v + g)
                p -= self.lr * v

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for SGD."""
        for p in self.params:
            p.grad = None


class AdaGrad:
    """Gradient descent with a step that shrinks entry by entry, as squared gradients add up."""

    def __init__(self, params: Iterable[torch.Tensor], lr: float, eps: float = 1e-8) -> None:
        """Check AdaGrad's hyperparameters and prepare a sum of squares for every parameter."""
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        self.lr = float(lr)
        self.eps = float(eps)
        self.params = list(params)
        self.sums = [torch.zeros_like(p) for p in self.params]

    def step(self) -> None:
        """Update every parameter in place, once, by AdaGrad's rule."""
        with torch.no_grad():
            for p, s in zip(self.params, self.sums, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(s + g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for AdaGrad."""
        for p in self.params:
            p.grad = None


class RMSProp:
    """Gradient descent with each entry divided by a running root mean square of its gradients."""

    def __init__(self, params: Iterable[torch.Tensor], lr: float, beta: float = 0.9, eps: float = 1e-8) -> None:
        """Check RMSProp's hyperparameters and prepare an average of squares for every parameter."""
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not 0 <= beta < 1:
            raise ValueError(f"beta must be in [0, 1), not {beta}")
        self.lr = float(lr)
        self.beta = float(beta)
        self.eps = float(eps)
        self.params = list(params)
        self.averages = [torch.zeros_like(p) for p in self.params]

    def step(self) -> None:
        """Update every parameter in place, once, by RMSProp's rule."""
        with torch.no_grad():
            for p, s in zip(self.params, self.averages, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(self.beta * s + (1 - self.beta) * g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for RMSProp."""
        for p in self.params:
            p.grad = None


class Adam:
    """Momentum and RMSProp together, both corrected for starting at 0."""

    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        """Check Adam's hyperparameters and prepare two moments and a step count for every parameter."""
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"betas must both be in [0, 1), not {betas}")
        self.lr = float(lr)
        self.beta1, self.beta2 = (float(beta) for beta in betas)
        self.eps = float(eps)
        self.params = list(params)
        self.first_moments = [torch.zeros_like(p) for p in self.params]
        self.second_moments = [torch.zeros_like(p) for p in self.params]
        self.step_counts = [torch.zeros(()) for p in self.params]

    def step(self) -> None:
        """Update every parameter in place, once, by Adam's rule."""
        with torch.no_grad():
            for p, m, v, t in zip(self.params, self.first_moments, self.second_moments, self.step_counts, strict=True):
                if p.grad is not None:
                    t += 1
                    torch._fused_adam_(
                        [p],
                        [p.grad],
                        [m],
                        [v],
                        [],
                        [t],
                        lr=self.lr,
                        beta1=self.beta1,
                        beta2=self.beta2,
                        weight_decay=0.0,
                        eps=self.eps,
                        amsgrad=False,
                        maximize=False,
                    )

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for Adam."""
        for p in self.params:
            p.grad = None


def clip_grad_value(params: Iterable[torch.Tensor], limit: float) -> None:
    """Clamp every entry of every gradient to [-limit, limit], in place."""
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad.clamp_(-float(limit), float(limit))


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    """Scale all gradients in place, by one factor, when their total norm exceeds max_norm."""
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = sum(float((g.double() ** 2).sum()) for g in gradients) ** 0.5
        if total > max_norm:
            for g in gradients:
                g *= float(max_norm) / total
    return total
