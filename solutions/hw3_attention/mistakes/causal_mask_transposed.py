"""This is the transpose of the causal mask: rows belong to queries, columns to keys. As it is, each position sees the
future and not the past. See the handout, section The causal mask.

Question: causal_mask
Caught by: test_causal_mask_of_three
"""


def causal_mask(length: int) -> torch.Tensor:
    return torch.ones(length, length, dtype=torch.bool).triu()
