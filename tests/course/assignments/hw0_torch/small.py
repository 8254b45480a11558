"""A small assignment for the tests of the grader."""

import torch


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Return the softmax along an axis."""
    raise NotImplementedError(
        "softmax is not written yet. "
        "Return the softmax along an axis."
    )


def centre(x: torch.Tensor) -> torch.Tensor:
    """Return the entries minus their mean."""
    raise NotImplementedError(
        "centre is not written yet. "
        "Return the entries minus their mean."
    )
