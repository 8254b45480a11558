"""This works with exactly one leading axis, as torch.bmm does. There may be none, or several: the operator @ and
torch.matmul take any number. See the handout, section Scaled dot-product attention.

Question: attention
Caught by: test_attention_of_any_shape
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
    if query.ndim == 2:
        return weights @ value, weights
    return torch.bmm(weights, value), weights
