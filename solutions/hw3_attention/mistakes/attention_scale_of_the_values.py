"""This is what comes out when the scores are divided by the root of d_v, the width of the values. The scores are sums
of d_k products, so d_k counts: see the handout, section Scaled dot-product attention, step 1.

Question: attention
Caught by: test_attention_worked_example
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / value.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)
    return weights @ value, weights
