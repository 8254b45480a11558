"""These are the exponentials, not yet divided by their sum: see the handout, section Softmax.

Question: softmax
Caught by: test_softmax_of_equal_entries
"""

import torch


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the softmax along an axis."""
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e


def centre(x: torch.Tensor) -> torch.Tensor:
    """Return the entries minus their mean."""
    return x - x.mean()
