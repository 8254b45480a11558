"""This is what comes out when eps is added to the root. It is added to the variance, inside the root: see the handout,
section Layer normalization, step 3.

Question: layer_norm
Caught by: test_layer_norm_by_hand
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True)
    return centred / (variance.sqrt() + eps) * gamma + beta
