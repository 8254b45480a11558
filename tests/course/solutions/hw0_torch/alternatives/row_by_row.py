"""Row by row, with sums of powers of e."""

import torch


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the softmax along an axis."""
    if x.ndim == 0:
        return x - x + 1
    rows = [torch.e ** (row - max(row)) for row in x.movedim(dim, -1).reshape(-1, x.shape[dim])]
    return torch.stack([row / sum(row) for row in rows]).reshape(x.movedim(dim, -1).shape).movedim(-1, dim)


def centre(x: torch.Tensor) -> torch.Tensor:
    """Return the entries minus their mean."""
    return x - x.sum() / x.numel()
