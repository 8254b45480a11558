"""@TITLE@: see the handout, README.md."""

import torch


def log_sum_exp(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the logarithm of the sum of the exponentials of x along an axis.

    Args:
        x: any shape with at least one axis.
        dim: the axis.

    Returns:
        The shape of x without the axis, in its dtype.
    """
    # BEGIN SOLUTION
    largest = x.amax(dim, keepdim=True)
    return largest.squeeze(dim) + (x - largest).exp().sum(dim).log()
    # END SOLUTION
