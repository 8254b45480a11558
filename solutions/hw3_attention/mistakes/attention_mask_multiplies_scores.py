"""This is what comes out when the scores are multiplied by the mask. A score of 0 still gets a weight, since exp(0) =
1; -inf gets none. See the handout, section Scaled dot-product attention, step 2.

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
        weights = softmax(scores * mask)
    return weights @ value, weights
