"""All arithmetic in NumPy."""

import numpy as np
import torch


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the softmax along an axis."""
    e = np.exp(x.numpy() - x.numpy().max(dim, keepdims=True)) if x.ndim else np.ones_like(x.numpy())
    return torch.from_numpy(e / e.sum(dim, keepdims=True)) if x.ndim else torch.ones_like(x)


def centre(x: torch.Tensor) -> torch.Tensor:
    """Return the entries minus their mean."""
    return torch.from_numpy(np.asarray(x.numpy() - x.numpy().mean()))
