"""This is what comes out when there is one mean and one variance for the whole tensor. Every row has its own, along the
last axis: see the handout, section Layer normalization.

Question: layer_norm
Caught by: test_layer_norm_scales_and_shifts
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    centred = x - x.mean()
    variance = (centred**2).mean()
    return centred / (variance + eps).sqrt() * gamma + beta
