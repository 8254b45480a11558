"""This is what comes out when weights are set to 0 after the softmax, and the others stay as they are: they no longer
sum to 1. Mask the scores before the softmax, or divide by the new sum. See the handout, section Scaled dot-product
attention, step 2.

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
        weights = softmax(scores).masked_fill(~mask, 0.0)
    return weights @ value, weights
