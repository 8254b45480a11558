"""This makes an encoding for an odd d_model. It must raise ValueError: see the handout, section Positional encoding.

Question: positional_encoding
Caught by: test_positional_encoding_checks_its_arguments
"""


def positional_encoding(length: int, d_model: int) -> torch.Tensor:
    t = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    angles = t / 10000 ** (torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :d_model].to(torch.get_default_dtype())
