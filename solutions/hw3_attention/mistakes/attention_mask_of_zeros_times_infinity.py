"""This is what comes out of `scores + ~mask * -inf`: where the mask is True, 0 times -inf is NaN. Use masked_fill or
torch.where. See the handout, section Common traps.

Question: attention
Caught by: test_attention_with_a_mask
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        weights = softmax(scores + (~mask) * float("-inf"))
    return weights @ value, weights
