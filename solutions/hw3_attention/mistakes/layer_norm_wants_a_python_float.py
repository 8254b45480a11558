"""This rejects a 0-d tensor, which is as good as a float: do not compare types. See the handout, section Rules, rule 4.

Question: layer_norm
Caught by: test_layer_norm_takes_eps_as_a_tensor
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    if not isinstance(eps, float):
        raise TypeError("eps must be a float")
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True)
    return centred / (variance + eps).sqrt() * gamma + beta
