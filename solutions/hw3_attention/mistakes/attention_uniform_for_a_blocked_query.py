"""This is what comes out when all scores of a query are the same large negative number: the softmax makes equal shares
of them. Such a query gets zeros: see the handout, section Scaled dot-product attention, A query with nothing to attend
to.

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
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest))
    return weights @ value, weights
