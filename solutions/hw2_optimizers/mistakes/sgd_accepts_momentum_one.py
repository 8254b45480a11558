"""This is what comes out when a momentum of exactly 1 is accepted. Such a velocity never forgets; the interval [0, 1)
includes 0 and excludes 1: see the handout, section The protocol, rule 6.

Question: sgd
Caught by: test_sgd_checks_its_arguments
"""


class SGD:
    def __init__(
        self, params: Iterable[torch.Tensor], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not 0 <= momentum <= 1:
            raise ValueError(f"momentum must be in [0, 1), not {momentum}")
        self.lr = float(lr)
        self.momentum = float(momentum)
        self.weight_decay = float(weight_decay)
        self.params = list(params)
        self.velocities = [torch.zeros_like(p) for p in self.params]
