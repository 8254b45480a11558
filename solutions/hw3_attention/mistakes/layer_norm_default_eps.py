"""This is what comes out when eps is 0 or something other than 1e-5 by default: see the handout, section Layer
normalization.

Question: layer_norm
Caught by: test_layer_norm_of_close_entries
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-8) -> torch.Tensor:
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True)
    return centred / (variance + eps).sqrt() * gamma + beta
