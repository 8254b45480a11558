"""This changes the input: `x -= ...` works on the tensor of the caller. Make a new one, as `x - ...` does: see the
handout, section Rules, rule 2.

Question: layer_norm
Caught by: test_layer_norm_leaves_its_arguments_alone
"""


def layer_norm(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    with torch.no_grad():
        x -= x.mean(-1, keepdim=True)
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred**2).mean(-1, keepdim=True)
    return centred / (variance + eps).sqrt() * gamma + beta
