"""The output of a query with nothing to attend to is set to 0, but its weights are not. Both are zeros: see the
handout, section Scaled dot-product attention, A query with nothing to attend to.

Question: attention
Caught by: test_attention_of_a_blocked_query
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        weights = softmax(scores.masked_fill(~mask, torch.finfo(scores.dtype).min))
        return weights @ value * mask.any(-1, keepdim=True), weights
    return weights @ value, weights
