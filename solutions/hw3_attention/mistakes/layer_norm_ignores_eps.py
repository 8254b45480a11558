"""This is what comes out when eps is 1e-5 whatever the caller says: use the argument. See the handout, section Layer
normalization.

Question: layer_norm
Caught by: test_layer_norm_by_hand
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True)
    return centred / (variance + 1e-5).sqrt() * gamma + beta
