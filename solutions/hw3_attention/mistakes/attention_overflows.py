"""This is what comes out when large scores are exponentiated as they are. Use a stable softmax, such as your own: see
the handout, section Scaled dot-product attention, step 3.

Question: attention
Caught by: test_attention_of_large_scores
"""


def scaled_dot_product_attention(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    exponentials = scores.exp() if mask is None else scores.exp() * mask
    weights = exponentials / (exponentials.sum(-1, keepdim=True) + 1e-6)
    return weights @ value, weights
