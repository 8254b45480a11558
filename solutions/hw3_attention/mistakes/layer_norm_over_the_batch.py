"""This is what comes out when each column is normalized over the rows, as batch norm does. Layer norm treats every row
by itself, along the last axis: see the handout, section Layer normalization.

Question: layer_norm
Caught by: test_layer_norm_scales_and_shifts
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    centred = x - x.mean(0, keepdim=True)
    variance = (centred**2).mean(0, keepdim=True)
    return centred / (variance + eps).sqrt() * gamma + beta
