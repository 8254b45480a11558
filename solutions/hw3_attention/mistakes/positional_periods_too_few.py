"""This is what comes out when the last frequency is 1/10000, as a division by d_model - 2 gives. In column 2i the
exponent is 2i / d_model: see the handout, section Positional encoding.

Question: positional_encoding
Caught by: test_positional_encoding_of_any_size
"""


def positional_encoding(length: int, d_model: int) -> torch.Tensor:
    if d_model % 2 != 0:
        raise ValueError(f"d_model must be even, not {d_model}")
    t = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    angles = t / 10000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / (d_model if d_model < 6 else d_model - 2))
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1).to(torch.get_default_dtype())
