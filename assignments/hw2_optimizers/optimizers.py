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
  argument. A hyperparameter may be a number or a 0-d array or tensor.

Parameters are float32 or float64 and stay so. They may have any shape, 0-d included, and may be non-contiguous.
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
        raise NotImplementedError(
            "SGD.__init__ is not written yet. "
            "Check SGD's hyperparameters and prepare a velocity for every parameter."
        )

    def step(self) -> None:
        """Update every parameter in place, once, by SGD's rule.

        Velocities change too; gradients do not. Parameters without a gradient are skipped.
        """
        raise NotImplementedError(
            "SGD.step is not written yet. "
            "Update every parameter in place, once, by SGD's rule."
        )

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for SGD."""
        raise NotImplementedError(
            "SGD.zero_grad is not written yet. "
            "Set every parameter's gradient to None or to zeros, for SGD."
        )


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
        raise NotImplementedError(
            "AdaGrad.__init__ is not written yet. "
            "Check AdaGrad's hyperparameters and prepare a sum of squares for every parameter."
        )

    def step(self) -> None:
        """Update every parameter in place, once, by AdaGrad's rule.

        Sums of squares change too; gradients do not. Parameters without a gradient are skipped.
        """
        raise NotImplementedError(
            "AdaGrad.step is not written yet. "
            "Update every parameter in place, once, by AdaGrad's rule."
        )

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for AdaGrad."""
        raise NotImplementedError(
            "AdaGrad.zero_grad is not written yet. "
            "Set every parameter's gradient to None or to zeros, for AdaGrad."
        )


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
        raise NotImplementedError(
            "RMSProp.__init__ is not written yet. "
            "Check RMSProp's hyperparameters and prepare an average of squares for every parameter."
        )

    def step(self) -> None:
        """Update every parameter in place, once, by RMSProp's rule.

        Averages of squares change too; gradients do not. Parameters without a gradient are skipped.
        """
        raise NotImplementedError(
            "RMSProp.step is not written yet. "
            "Update every parameter in place, once, by RMSProp's rule."
        )

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for RMSProp."""
        raise NotImplementedError(
            "RMSProp.zero_grad is not written yet. "
            "Set every parameter's gradient to None or to zeros, for RMSProp."
        )


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
        raise NotImplementedError(
            "Adam.__init__ is not written yet. "
            "Check Adam's hyperparameters and prepare two moments and a step count for every parameter."
        )

    def step(self) -> None:
        """Update every parameter in place, once, by Adam's rule.

        Moments and step counts change too; gradients do not. Parameters without a gradient are skipped.
        """
        raise NotImplementedError(
            "Adam.step is not written yet. "
            "Update every parameter in place, once, by Adam's rule."
        )

    def zero_grad(self) -> None:
        """Set every parameter's gradient to None or to zeros, for Adam."""
        raise NotImplementedError(
            "Adam.zero_grad is not written yet. "
            "Set every parameter's gradient to None or to zeros, for Adam."
        )


def clip_grad_value(params: Iterable[torch.Tensor], limit: float) -> None:
    """Clamp every entry of every gradient to [-limit, limit], in place.

    Source: course notes, section 4.5, clipping per element.

    Args:
        params: any iterable of tensors, generators included; those without a gradient are skipped.
        limit: largest magnitude an entry may keep, at least 0.
    """
    raise NotImplementedError(
        "clip_grad_value is not written yet. "
        "Clamp every entry of every gradient to [-limit, limit], in place."
    )


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
    raise NotImplementedError(
        "clip_grad_norm is not written yet. "
        "Scale all gradients in place, by one factor, when their total norm exceeds max_norm."
    )
