"""This is what comes out when the first velocity is the gradient tensor itself and not a copy: from then on the two
change together, whoever writes to one of them. See the handout, section The protocol, rule 2, and the trap about
copies.

Question: sgd
Caught by: test_sgd_leaves_gradients_alone
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
        self.velocities = [None for p in self.params]

    def step(self) -> None:
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                g = p.grad + self.weight_decay * p if self.weight_decay else p.grad
                v = self.velocities[i]
                if v is None:
                    v = self.velocities[i] = g
                else:
                    v.mul_(self.momentum).add_(g)
                p -= self.lr * v
