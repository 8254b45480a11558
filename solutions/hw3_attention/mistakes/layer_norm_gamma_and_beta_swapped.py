"""This multiplies by beta and adds gamma: it is the other way round. See the handout, section Layer normalization, step
4.

Question: layer_norm
Caught by: test_layer_norm_scales_and_shifts
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True)
    return centred / (variance + eps).sqrt() * beta + gamma
