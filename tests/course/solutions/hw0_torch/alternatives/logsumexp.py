"""By logsumexp, and a sum divided by the number of entries."""

import torch


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the softmax along an axis."""
    return (x - x.logsumexp(dim, keepdim=True)).exp()


def centre(x: torch.Tensor) -> torch.Tensor:
    """Return the entries minus their mean."""
    return x.sub(x.sum() / x.numel())
