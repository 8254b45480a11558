"""This mask holds the numbers 0 and 1. It must be boolean, since `~mask` and indexing by a mask mean something else for
numbers: see the handout, section The causal mask.

Question: causal_mask
Caught by: test_causal_mask_of_three
"""


def causal_mask(length: int) -> torch.Tensor:
    return torch.ones(length, length).tril()
