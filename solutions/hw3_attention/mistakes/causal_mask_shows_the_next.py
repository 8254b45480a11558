"""This mask shows each position the one after it, which is the future: see the handout, section The causal mask.

Question: causal_mask
Caught by: test_causal_mask_of_three
"""


def causal_mask(length: int) -> torch.Tensor:
    return torch.ones(length, length, dtype=torch.bool).tril(1)
