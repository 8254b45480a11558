"""This is what comes out when params is stored as it came. If it is a generator, the first loop uses it up, and every
later step and zero_grad finds no parameters: see the handout, section The protocol, rule 1.

Question: rmsprop
Caught by: test_rmsprop_takes_a_generator
"""


class RMSProp:
    def __init__(self, params: Iterable[torch.Tensor], lr: float, beta: float = 0.9, eps: float = 1e-8) -> None:
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not 0 <= beta < 1:
            raise ValueError(f"beta must be in [0, 1), not {beta}")
        self.lr = float(lr)
        self.beta = float(beta)
        self.eps = float(eps)
        self.params = params
        self.averages = {}

    def step(self) -> None:
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                g = p.grad
                s = self.averages.setdefault(i, torch.zeros_like(p))
                s.copy_(self.beta * s + (1 - self.beta) * g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
