"""This rejects a NumPy integer, which is as good as an int: do not compare types. See the handout, section Rules, rule
4.

Question: positional_encoding
Caught by: test_positional_encoding_of_numpy_size
"""


def positional_encoding(length: int, d_model: int) -> torch.Tensor:
    if d_model % 2 != 0:
        raise ValueError(f"d_model must be even, not {d_model}")
    if type(length) is not int:
        raise TypeError("length must be an int")
    t = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    angles = t / 10000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1).to(torch.get_default_dtype())
