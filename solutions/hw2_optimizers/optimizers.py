"""Four optimizers and two ways of clipping gradients, written by hand.

Every class follows one protocol.

- `params` is any iterable of tensors: a list, a tuple, or a generator such as `model.parameters()`.
- `step()` reads each parameter's `.grad` and changes the parameter **in place**: the tensor that the caller holds is
  the tensor that moves. It records no autograd graph and leaves `.grad` as it was.
- A parameter whose `.grad` is None is skipped: neither it nor its state changes.
- State (velocities, averages, step counts) starts at 0. Every parameter has its own, shaped like the parameter, and
  every instance has its own.
- `zero_grad()` sets every `.grad` to None or to zeros.
- A negative `lr`, or a `momentum`, `beta` or one of `betas` outside [0, 1), raises ValueError. The message names the
  argument.

Parameters are float32 or float64 and stay so. They may have any shape, 0-d included.
In the formulas, theta is a parameter and g its gradient, of the same shape. Every operation is element by element.
"""

from collections.abc import Iterable

import torch


class SGD:
    """Gradient descent with momentum and weight decay.

        g     = gradient + weight_decay * theta
        v     = momentum * v + g
        theta = theta - lr * v

    No dampening and no Nesterov step. Source: course notes, Algorithm 3, section 3.3.1.
    """

    def __init__(
        self, params: Iterable[torch.Tensor], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        """Check SGD's hyperparameters and prepare a velocity for every parameter.

        Args:
            params: the tensors to update.
            lr: step size, at least 0.
            momentum: share of the old velocity that is kept, in [0, 1).
            weight_decay: multiple of the parameter that is added to its gradient.

        Raises:
            ValueError: `lr` is negative, or `momentum` is outside [0, 1).
        """
        # BEGIN SOLUTION
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be in [0, 1), not {momentum}")
        self.lr = float(lr)
        self.momentum = float(momentum)
        self.weight_decay = float(weight_decay)
        self.params = list(params)
        self.velocities = [torch.zeros_like(p) for p in self.params]
        # END SOLUTION

    def step(self) -> None:
        """Update every parameter in place, once, by SGD's rule.

        Velocities change too; gradients do not. Parameters without a gradient are skipped.
        """
        # BEGIN SOLUTION
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                g = p.grad + self.weight_decay * p
                v.copy_(self.momentum * v + g)
                p -= self.lr * v
        # END SOLUTION

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for SGD."""
        # BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        # END SOLUTION


class AdaGrad:
    """Gradient descent with a step that shrinks entry by entry, as squared gradients add up.

        s     = s + g^2
        theta = theta - lr * g / (sqrt(s) + eps)

    eps is outside the root. Source: course notes, Algorithm 5, section 3.3.3.
    """

    def __init__(self, params: Iterable[torch.Tensor], lr: float, eps: float = 1e-8) -> None:
        """Check AdaGrad's hyperparameters and prepare a sum of squares for every parameter.

        Args:
            params: the tensors to update.
            lr: step size, at least 0.
            eps: small positive number that keeps the denominator away from 0.

        Raises:
            ValueError: `lr` is negative.
        """
        # BEGIN SOLUTION
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        self.lr = float(lr)
        self.eps = float(eps)
        self.params = list(params)
        self.sums = [torch.zeros_like(p) for p in self.params]
        # END SOLUTION

    def step(self) -> None:
        """Update every parameter in place, once, by AdaGrad's rule.

        Sums of squares change too; gradients do not. Parameters without a gradient are skipped.
        """
        # BEGIN SOLUTION
        with torch.no_grad():
            for p, s in zip(self.params, self.sums, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(s + g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
        # END SOLUTION

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for AdaGrad."""
        # BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        # END SOLUTION


class RMSProp:
    """Gradient descent with each entry divided by a running root mean square of its gradients.

        s     = beta * s + (1 - beta) * g^2
        theta = theta - lr * g / (sqrt(s) + eps)

    eps is outside the root, and s has no bias correction. Source: course notes, Algorithm 4, section 3.3.2, which has
    no eps, and the lecture slides on adaptive step sizes, which have.
    """

    def __init__(self, params: Iterable[torch.Tensor], lr: float, beta: float = 0.9, eps: float = 1e-8) -> None:
        """Check RMSProp's hyperparameters and prepare an average of squares for every parameter.

        Args:
            params: the tensors to update.
            lr: step size, at least 0.
            beta: share of the old average that is kept, in [0, 1).
            eps: small positive number that keeps the denominator away from 0.

        Raises:
            ValueError: `lr` is negative, or `beta` is outside [0, 1).
        """
        # BEGIN SOLUTION
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not 0 <= beta < 1:
            raise ValueError(f"beta must be in [0, 1), not {beta}")
        self.lr = float(lr)
        self.beta = float(beta)
        self.eps = float(eps)
        self.params = list(params)
        self.averages = [torch.zeros_like(p) for p in self.params]
        # END SOLUTION

    def step(self) -> None:
        """Update every parameter in place, once, by RMSProp's rule.

        Averages of squares change too; gradients do not. Parameters without a gradient are skipped.
        """
        # BEGIN SOLUTION
        with torch.no_grad():
            for p, s in zip(self.params, self.averages, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(self.beta * s + (1 - self.beta) * g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
        # END SOLUTION

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for RMSProp."""
        # BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        # END SOLUTION


class Adam:
    """Momentum and RMSProp together, both corrected for starting at 0.

        1. m     = beta1 * m + (1 - beta1) * g
        2. v     = beta2 * v + (1 - beta2) * g^2
        3. m_hat = m / (1 - beta1^t)
        4. v_hat = v / (1 - beta2^t)
        5. theta = theta - lr * m_hat / (sqrt(v_hat) + eps)

    t is 1 in the first update, and eps is outside the root. Source: course notes, Algorithm 6, section 3.3.4.
    """

    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        """Check Adam's hyperparameters and prepare two moments and a step count for every parameter.

        Args:
            params: the tensors to update.
            lr: step size, at least 0.
            betas: beta1 and beta2, the shares of the old moments that are kept, each in [0, 1); a list or a tuple.
            eps: small positive number that keeps the denominator away from 0.

        Raises:
            ValueError: `lr` is negative, or one of `betas` is outside [0, 1).
        """
        # BEGIN SOLUTION
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
        self.step_counts = [0 for p in self.params]
        # END SOLUTION

    def step(self) -> None:
        """Update every parameter in place, once, by Adam's rule.

        Moments and step counts change too; gradients do not. Parameters without a gradient are skipped.
        """
        # BEGIN SOLUTION
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                self.step_counts[i] += 1
                g, m, v, t = p.grad, self.first_moments[i], self.second_moments[i], self.step_counts[i]
                m.copy_(self.beta1 * m + (1 - self.beta1) * g)
                v.copy_(self.beta2 * v + (1 - self.beta2) * g**2)
                m_hat = m / (1 - self.beta1**t)
                v_hat = v / (1 - self.beta2**t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
        # END SOLUTION

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for Adam."""
        # BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        # END SOLUTION


def clip_grad_value(params: Iterable[torch.Tensor], limit: float) -> None:
    """Clamp every entry of every gradient to [-limit, limit], in place.

    Source: course notes, section 4.5, clipping per element.

    Args:
        params: any iterable of tensors, generators included; those without a gradient are skipped.
        limit: largest magnitude an entry may keep, at least 0.
    """
    # BEGIN SOLUTION
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad.clamp_(-float(limit), float(limit))
    # END SOLUTION


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    """Scale all gradients in place, by one factor, when their total norm exceeds max_norm.

    The total norm is the square root of the sum of the squares of every entry of every gradient. After scaling it is
    `max_norm`. When it is `max_norm` or less, the gradients stay as they are.
    Source: course notes, section 4.5, clipping by norm.

    Args:
        params: any iterable of tensors, generators included; those without a gradient are skipped.
        max_norm: largest total norm the gradients may keep, at least 0.

    Returns:
        The total norm **before** clipping, a Python float; 0.0 when there is no gradient at all.
    """
    # BEGIN SOLUTION
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = sum(float((g.double() ** 2).sum()) for g in gradients) ** 0.5
        if total > max_norm:
            for g in gradients:
                g *= float(max_norm) / total
    return total
    # END SOLUTION
