"""The values are right, but the gradient takes the variance for a constant. It depends on every entry: leave it to
autograd, without detach(). See the handout, section Rules, rule 3.

Question: layer_norm
Caught by: test_layer_norm_gradients
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True).detach()
    return centred / (variance + eps).sqrt() * gamma + beta
