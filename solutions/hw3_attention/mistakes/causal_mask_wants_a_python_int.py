"""This rejects a NumPy integer, which is as good as an int: do not compare types. See the handout, section Rules, rule
4.

Question: causal_mask
Caught by: test_causal_mask_of_numpy_length
"""


def causal_mask(length: int) -> torch.Tensor:
    if type(length) is not int:
        raise TypeError("length must be an int")
    return torch.ones(length, length, dtype=torch.bool).tril()
