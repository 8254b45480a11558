"""This is what comes out when the squares are divided by d - 1, as torch.var and torch.std do by default. Divide by d:
see the handout, section Layer normalization, step 2.

Question: layer_norm
Caught by: test_layer_norm_by_hand
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    centred = x - x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True)
    return centred / (variance + eps).sqrt() * gamma + beta
