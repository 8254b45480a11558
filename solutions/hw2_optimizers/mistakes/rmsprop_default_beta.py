"""This is what comes out with a default of 0.99 for beta, as PyTorch has it. The handout pins 0.9: see section RMSProp.

Question: rmsprop
Caught by: test_rmsprop_defaults
"""


class RMSProp:
    def __init__(self, params: Iterable[torch.Tensor], lr: float, beta: float = 0.99, eps: float = 1e-8) -> None:
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not 0 <= beta < 1:
            raise ValueError(f"beta must be in [0, 1), not {beta}")
        self.lr = float(lr)
        self.beta = float(beta)
        self.eps = float(eps)
        self.params = list(params)
        self.averages = [torch.zeros_like(p) for p in self.params]
