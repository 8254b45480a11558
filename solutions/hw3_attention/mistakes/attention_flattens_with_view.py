"""This reshapes its arguments with view(), which needs a tensor that lies in memory row by row. Heads that were split
off by a transposition do not: use reshape() or flatten(), or do not reshape at all. See the handout, section Common
traps.

Question: attention
Caught by: test_attention_of_transposed_heads
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    query = query.view(*query.shape[:-2], -1).view(query.shape)
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)
    return weights @ value, weights
