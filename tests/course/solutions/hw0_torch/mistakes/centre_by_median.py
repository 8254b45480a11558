"""This is the distance from the median, not from the mean: see the handout, section Centring.

Question: centre
Caught by: test_centre_of_two
"""

import torch


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the softmax along an axis."""
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)


def centre(x: torch.Tensor) -> torch.Tensor:
    """Return the entries minus their mean."""
    return x - x.median()
