"""This is what comes out when all parameters share one velocity, so that one parameter's motion pushes the next. Every
parameter needs its own: see the handout, section The protocol, rule 4.

Question: sgd
Caught by: test_sgd_follows_its_formula
"""


class SGD:
    def __init__(
        self, params: Iterable[torch.Tensor], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be in [0, 1), not {momentum}")
        self.lr = float(lr)
        self.momentum = float(momentum)
        self.weight_decay = float(weight_decay)
        self.params = list(params)
        self.velocity = 0.0

    def step(self) -> None:
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                g = p.grad + self.weight_decay * p
                self.velocity = self.momentum * self.velocity + g
                p -= self.lr * self.velocity
