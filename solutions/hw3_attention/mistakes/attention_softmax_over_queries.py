"""This is what comes out when the softmax runs over the queries: the columns of the weights sum to 1 instead of the
rows. Each query spreads its attention over the keys. See the handout, section Scaled dot-product attention, step 3.

Question: attention
Caught by: test_attention_worked_example
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores, -2)
    else:
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest), -2).masked_fill(~mask, 0.0)
    return weights @ value, weights
