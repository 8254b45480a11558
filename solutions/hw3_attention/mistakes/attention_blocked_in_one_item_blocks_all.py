"""A query that is blocked in one item of the batch is blocked in all of them here. Each item has a mask of its own: see
the handout, section Scaled dot-product attention.

Question: attention
Caught by: test_attention_of_queries_without_keys
"""

import torch
from torch import nn


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Turn the entries along one axis into positive shares that sum to 1."""
    exponentials = (x - x.amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def causal_mask(length: int) -> torch.Tensor:
    """Make the mask that lets position t attend to positions 0 to t, and to nothing later."""
    return torch.ones(length, length, dtype=torch.bool).tril()


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Average the values for each query, weighted by how well their keys match it."""
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)
        if mask.dim() > 2:
            weights = weights * mask.any(-1, keepdim=True).all(0)
    return weights @ value, weights


class MultiHeadAttention(nn.Module):
    """Several attentions side by side, each on its own slice of learned projections."""

    def __init__(self, d_model: int, num_heads: int) -> None:
        """Check that num_heads divides d_model, and make the four projections."""
        if d_model % num_heads != 0:
            raise ValueError(f"num_heads must divide d_model, but {num_heads} does not divide {d_model}")
        super().__init__()
        self.num_heads = num_heads
        self.w_q = nn.Linear(d_model, d_model, bias=False)
        self.w_k = nn.Linear(d_model, d_model, bias=False)
        self.w_v = nn.Linear(d_model, d_model, bias=False)
        self.w_o = nn.Linear(d_model, d_model, bias=False)

    def forward(
        self,
        query: torch.Tensor,
        key: torch.Tensor | None = None,
        value: torch.Tensor | None = None,
        mask: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Project, split into heads, let every head attend, put the heads together, project again."""
        key = query if key is None else key
        value = key if value is None else value
        q, k, v = (
            projection(x).unflatten(-1, (self.num_heads, -1)).transpose(1, 2)  # (B, num_heads, T, d_head)
            for projection, x in ((self.w_q, query), (self.w_k, key), (self.w_v, value))
        )
        outputs, weights = scaled_dot_product_attention(q, k, v, mask)
        return self.w_o(outputs.transpose(1, 2).flatten(2)), weights


def positional_encoding(length: int, d_model: int) -> torch.Tensor:
    """Describe each position by sines and cosines of falling frequencies."""
    if d_model % 2 != 0:
        raise ValueError(f"d_model must be even, not {d_model}")
    t = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    angles = t / 10000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1).to(torch.get_default_dtype())


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    """Bring every vector along the last axis to mean 0 and variance 1, then scale and shift it."""
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True)
    return centred / (variance + eps).sqrt() * gamma + beta
