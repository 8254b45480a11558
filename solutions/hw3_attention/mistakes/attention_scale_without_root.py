"""This is what comes out when the scores are divided by d_k instead of its root: see the handout, section Scaled dot-
product attention, step 1.

Question: attention
Caught by: test_attention_worked_example
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / query.shape[-1]
    if mask is None:
        weights = softmax(scores)
    else:
        lowest = torch.finfo(scores.dtype).min
        weights = softmax(scores.masked_fill(~mask, lowest)).masked_fill(~mask, 0.0)
    return weights @ value, weights
