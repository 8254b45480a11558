"""One query with nothing to attend to makes every output 0. Only its own row is zeros: see the handout, section Scaled
dot-product attention, A query with nothing to attend to.

Question: attention
Caught by: test_attention_of_queries_without_keys
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)
        weights = weights * mask.any(-1).all()
    return weights @ value, weights
