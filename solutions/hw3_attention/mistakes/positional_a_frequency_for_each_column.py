"""This is what comes out when each column has a frequency of its own. A sine and the cosine beside it share theirs: see
the handout, section Positional encoding.

Question: positional_encoding
Caught by: test_positional_encoding_by_hand
"""


def positional_encoding(length: int, d_model: int) -> torch.Tensor:
    if d_model % 2 != 0:
        raise ValueError(f"d_model must be even, not {d_model}")
    t = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    angles = t / 10000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    shifted = t / 10000 ** (torch.arange(1, d_model, 2, dtype=torch.float64) / d_model)
    return torch.stack([angles.sin(), shifted.cos()], dim=-1).flatten(1).to(torch.get_default_dtype())
