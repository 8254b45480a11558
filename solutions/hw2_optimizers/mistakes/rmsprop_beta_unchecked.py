"""This is what comes out when beta is not checked. Outside [0, 1) the average is no average: it can grow without end
or have no real root. See the handout, section The protocol, rule 6.

Question: rmsprop
Caught by: test_rmsprop_checks_its_arguments
"""


class RMSProp:
    def __init__(self, params: Iterable[torch.Tensor], lr: float, beta: float = 0.9, eps: float = 1e-8) -> None:
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        self.lr = float(lr)
        self.beta = float(beta)
        self.eps = float(eps)
        self.params = list(params)
        self.averages = [torch.zeros_like(p) for p in self.params]
