"""This puts all sines first and all cosines after them. They take turns, column by column: see the handout, section
Positional encoding.

Question: positional_encoding
Caught by: test_positional_encoding_of_the_first_position
"""


def positional_encoding(length: int, d_model: int) -> torch.Tensor:
    if d_model % 2 != 0:
        raise ValueError(f"d_model must be even, not {d_model}")
    t = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    angles = t / 10000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    return torch.cat([angles.sin(), angles.cos()], dim=1).to(torch.get_default_dtype())
