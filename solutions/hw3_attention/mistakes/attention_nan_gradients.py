"""The results are right, but gradients become NaN: a NaN that is replaced later comes back as 0 times NaN. Keep it from
arising. See the handout, section A query with nothing to attend to.

Question: attention
Caught by: test_attention_gradients_of_queries_without_keys
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        hidden = torch.zeros_like(scores).masked_fill(~mask, float("-inf"))
        weights = torch.nan_to_num(softmax(scores + hidden))
    return weights @ value, weights
