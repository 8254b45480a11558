"""This is what comes out when all parameters share one pair of moments, so that one parameter's gradients mix with the
next one's. Every parameter has its own: see the handout, section The protocol, rule 4.

Question: adam
Caught by: test_adam_follows_algorithm_6
"""


class Adam:
    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        if not lr >= 0:
            raise ValueError(f"lr must be at least 0, not {lr}")
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"betas must both be in [0, 1), not {betas}")
        self.lr = float(lr)
        self.beta1, self.beta2 = (float(beta) for beta in betas)
        self.eps = float(eps)
        self.params = list(params)
        self.first_moment = 0.0
        self.second_moment = 0.0
        self.step_counts = [0 for p in self.params]

    def step(self) -> None:
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                self.step_counts[i] += 1
                g, t = p.grad, self.step_counts[i]
                m = self.first_moment = self.beta1 * self.first_moment + (1 - self.beta1) * g
                v = self.second_moment = self.beta2 * self.second_moment + (1 - self.beta2) * g**2
                m_hat = m / (1 - self.beta1**t)
                v_hat = v / (1 - self.beta2**t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
