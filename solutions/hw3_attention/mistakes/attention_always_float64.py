"""This returns float64, whatever it is given: a tensor of zeros or weights was made without the dtype of the input. See
the handout, section Rules, rule 1.

Question: attention
Caught by: test_attention_float32
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
    weights = weights.double()
    return weights @ value.double(), weights
