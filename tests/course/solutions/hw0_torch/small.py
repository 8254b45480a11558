"""A small assignment for the tests of the grader."""

import torch


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the softmax along an axis."""
    # BEGIN SOLUTION
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)
    # END SOLUTION


def centre(x: torch.Tensor) -> torch.Tensor:
    """Return the entries minus their mean."""
    # BEGIN SOLUTION
    return x - x.mean()
    # END SOLUTION
