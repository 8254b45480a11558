"""This mask is True where a key must be hidden. Here True means "may attend": see the handout, section The causal mask.

Question: causal_mask
Caught by: test_causal_mask_of_three
"""


def causal_mask(length: int) -> torch.Tensor:
    return torch.ones(length, length, dtype=torch.bool).triu(1)
