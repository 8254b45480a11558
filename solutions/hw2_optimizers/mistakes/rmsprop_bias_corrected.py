"""This is what comes out when the average is corrected for starting at 0, as Adam does. RMSProp uses the average as it
is: see the handout, section RMSProp, the choice pinned there.

Question: rmsprop
Caught by: test_rmsprop_first_step
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
        self.params = list(params)
        self.averages = [torch.zeros_like(p) for p in self.params]
        self.step_counts = [0 for p in self.params]

    def step(self) -> None:
        with torch.no_grad():
            for i, (p, s) in enumerate(zip(self.params, self.averages, strict=True)):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(self.beta * s + (1 - self.beta) * g**2)
                self.step_counts[i] += 1
                s_hat = s / (1 - self.beta ** self.step_counts[i])
                p -= self.lr * g / (s_hat.sqrt() + self.eps)
