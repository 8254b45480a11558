"""This makes the leading axes two, whatever they are. There may be any number of them: see the handout, section Scaled
dot-product attention.

Question: attention
Caught by: test_attention_of_any_shape
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    if query.dim() > 4:
        query, key, value = (x.flatten(0, -4) for x in (query, key, value))
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)
    return weights @ value, weights
