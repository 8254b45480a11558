"""This mask hides each position from itself: the diagonal belongs to what may be seen. Otherwise position 0 sees
nothing at all. See the handout, section The causal mask.

Question: causal_mask
Caught by: test_causal_mask_of_three
"""


def causal_mask(length: int) -> torch.Tensor:
    return torch.ones(length, length, dtype=torch.bool).tril(-1)
