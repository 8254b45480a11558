"""This changes the query of the caller: `query /= ...` works in place. Make a new tensor, as `query / ...` does: see
the handout, section Rules, rule 2.

Question: attention
Caught by: test_attention_leaves_its_arguments_alone
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.no_grad():
        query /= query.shape[-1] ** 0.5
    scores = query @ key.transpose(-2, -1)
    if mask is None:
        weights = softmax(scores)
    else:
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)
    return weights @ value, weights
