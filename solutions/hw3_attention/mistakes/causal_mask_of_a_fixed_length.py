"""This mask is cut out of one of a fixed size, so longer sequences get too small a mask: see the handout, section The
causal mask.

Question: causal_mask
Caught by: test_causal_mask_of_any_length
"""


def causal_mask(length: int) -> torch.Tensor:
    return torch.ones(4, 4, dtype=torch.bool).tril()[:length, :length]
