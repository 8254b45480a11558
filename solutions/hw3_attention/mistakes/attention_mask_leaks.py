"""This is what comes out when hidden scores are set to a number that is not small enough: a little weight leaks to
hidden keys. Use -inf or the smallest number of the dtype. See the handout, section Scaled dot-product attention, step
2.

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
        weights = softmax(scores.masked_fill(~mask, -10.0)) * mask.any(-1, keepdim=True)
    return weights @ value, weights
