"""This uses the mask as an index into the scores, which fits only if the mask has exactly the last axes of the scores.
Let it broadcast, as masked_fill and torch.where do: see the handout, section Scaled dot-product attention, step 2.

Question: attention
Caught by: test_attention_broadcasts_the_mask
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is None:
        weights = softmax(scores)
    else:
        hidden = scores.clone()
        hidden[..., ~mask] = torch.finfo(scores.dtype).min
        weights = softmax(hidden) * mask
    return weights @ value, weights
