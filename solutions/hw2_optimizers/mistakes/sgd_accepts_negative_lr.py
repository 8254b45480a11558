"""This is what comes out when a negative lr is accepted. It would climb the loss, and is nearly always a typing error,
so it raises ValueError: see the handout, section The protocol, rule 6.

Question: sgd
Caught by: test_sgd_rejects_negative_lr
"""


class SGD:
    def __init__(
        self, params: Iterable[torch.Tensor], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be in [0, 1), not {momentum}")
        self.lr = float(lr)
        self.momentum = float(momentum)
        self.weight_decay = float(weight_decay)
        self.params = list(params)
        self.velocities = [torch.zeros_like(p) for p in self.params]
