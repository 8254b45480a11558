"""This is what comes out when each row is centred by itself. There is one mean, of all entries: see the handout,
section Centring.

Question: centre
Caught by: test_centre_agrees
"""

import torch


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the softmax along an axis."""
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)


def centre(x: torch.Tensor) -> torch.Tensor:
    """Return the entries minus their mean."""
    return x - x.mean(-1, keepdim=True)
