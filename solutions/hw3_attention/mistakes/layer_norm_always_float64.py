"""This computes in float64 and forgets to return to the dtype of the input: see the handout, section Rules, rule 1.

Question: layer_norm
Caught by: test_layer_norm_float32
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    x = x.double()
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True)
    return centred / (variance + eps).sqrt() * gamma + beta
