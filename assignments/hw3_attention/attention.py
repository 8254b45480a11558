"""Attention and the parts of a transformer around it, written by hand.

Shapes are written batch first. In `(..., T, d)` the dots stand for any number of leading axes, none included.

- Every function takes float32 or float64 and returns the dtype that it was given.
- No function changes its arguments, and no result shares memory with an argument.
- Gradients flow back to every floating-point argument and to every parameter.
- A mask is a boolean tensor in which True means *may attend*.
- A query that may attend to nothing gets zeros: weights, output and gradients, never NaN.
"""

import torch
from torch import nn


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Turn the entries along one axis into positive shares that sum to 1.

        softmax(x)_i = exp(x_i) / sum_j exp(x_j)

    Entries up to 1e4 in size do no harm, and neither does `-inf` beside finite entries: its share is 0.
    Source: course notes, section 6.5.2.

    Args:
        x: a tensor of any shape.
        dim: the axis along which shares sum to 1; negative numbers count from the end.

    Returns:
        A tensor of the shape of `x`.
    """
    raise NotImplementedError(
        "softmax is not written yet. "
        "Turn the entries along one axis into positive shares that sum to 1."
    )


def causal_mask(length: int) -> torch.Tensor:
    """Make the mask that lets position t attend to positions 0 to t, and to nothing later.

    Source: course notes, section 6.7.2.4.

    Args:
        length: number of positions, at least 1.

    Returns:
        A boolean tensor of shape (length, length). Row t belongs to query t. True = may attend.
    """
    raise NotImplementedError(
        "causal_mask is not written yet. "
        "Make the mask that lets position t attend to positions 0 to t, and to nothing later."
    )


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Average the values for each query, weighted by how well their keys match it.

        weights = softmax(query key^T / sqrt(d_k)), over the keys
        output  = weights value

    Source: lecture slides on attention; course notes, section 6.6.1, and 6.7.2.4 for the mask.

    Args:
        query: (..., T_q, d_k).
        key: (..., T_k, d_k), with the leading axes of `query`.
        value: (..., T_k, d_v), with the same leading axes.
        mask: boolean, of any shape that broadcasts to (..., T_q, T_k); True = may attend. None lets every query attend
            to every key.

    Returns:
        The output (..., T_q, d_v) and the weights (..., T_q, T_k). Weights of keys that a query may not attend to are
        0, and the others of its row sum to 1. If there are no others, the row and the output are 0.
    """
    raise NotImplementedError(
        "scaled_dot_product_attention is not written yet. "
        "Average the values for each query, weighted by how well their keys match it."
    )


class MultiHeadAttention(nn.Module):
    """Several attentions side by side, each on its own slice of learned projections.

    `w_q`, `w_k`, `w_v` and `w_o` are each `nn.Linear(d_model, d_model, bias=False)`. With d_head = d_model / num_heads,
    head j works on entries j * d_head to (j + 1) * d_head of each projected query, key and value: they come from these
    rows of the weight. The heads' outputs are put side by side in the order of the heads and go through `w_o`.
    Source: course notes, section 6.7.2.2.
    """

    def __init__(self, d_model: int, num_heads: int) -> None:
        """Check that num_heads divides d_model, and make the four projections.

        Args:
            d_model: width of queries, keys, values and outputs.
            num_heads: number of heads; divides `d_model`.

        Raises:
            ValueError: `num_heads` does not divide `d_model`.
        """
        raise NotImplementedError(
            "MultiHeadAttention.__init__ is not written yet. "
            "Check that num_heads divides d_model, and make the four projections."
        )

    def forward(
        self,
        query: torch.Tensor,
        key: torch.Tensor | None = None,
        value: torch.Tensor | None = None,
        mask: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Project, split into heads, let every head attend, put the heads together, project again.

        Args:
            query: (B, T_q, d_model).
            key: (B, T_k, d_model); None for self-attention, where the query is the key.
            value: (B, T_k, d_model); None for the key.
            mask: boolean, of any shape that broadcasts to (B, num_heads, T_q, T_k); True = may attend. None lets every
                query attend to every key.

        Returns:
            The output (B, T_q, d_model) and the weights (B, num_heads, T_q, T_k).
        """
        raise NotImplementedError(
            "MultiHeadAttention.forward is not written yet. "
            "Project, split into heads, let every head attend, put the heads together, project again."
        )


def positional_encoding(length: int, d_model: int) -> torch.Tensor:
    """Describe each position by sines and cosines of falling frequencies.

        entry (t, 2i)     = sin(t / 10000^(2i / d_model))
        entry (t, 2i + 1) = cos(t / 10000^(2i / d_model))

    Both t and i count from 0. Source: course notes, section 6.7.2.1, where i counts from 1.

    Args:
        length: number of positions, at least 1.
        d_model: number of columns, even.

    Returns:
        A floating-point tensor of shape (length, d_model).

    Raises:
        ValueError: `d_model` is odd.
    """
    raise NotImplementedError(
        "positional_encoding is not written yet. "
        "Describe each position by sines and cosines of falling frequencies."
    )


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    """Bring every vector along the last axis to mean 0 and variance 1, then scale and shift it.

        mu     = mean of the d entries
        var    = mean of the squares (a - mu)^2
        result = (a - mu) / sqrt(var + eps) * gamma + beta

    Source: course notes, section 6.7.2.6, which has no eps.

    Args:
        x: (..., d).
        gamma: (d,), the scale of each entry.
        beta: (d,), the shift of each entry.
        eps: small number that keeps the root away from 0.

    Returns:
        A tensor of the shape of `x`.
    """
    raise NotImplementedError(
        "layer_norm is not written yet. "
        "Bring every vector along the last axis to mean 0 and variance 1, then scale and shift it."
    )
