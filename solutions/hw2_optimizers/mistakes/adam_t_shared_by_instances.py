"""This is what comes out when the step count belongs to the class: a new optimizer goes on counting where another one
stopped. Every instance starts with t = 1: see the handout, section The protocol, rule 4.

Question: adam
Caught by: test_adam_instances_are_separate
New: Adam.step_counts
"""


class Adam:
    step_counts = {}

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
        self.first_moments = [torch.zeros_like(p) for p in self.params]
        self.second_moments = [torch.zeros_like(p) for p in self.params]

    def step(self) -> None:
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                self.step_counts[i] = self.step_counts.get(i, 0) + 1
                g, m, v, t = p.grad, self.first_moments[i], self.second_moments[i], self.step_counts[i]
                m.copy_(self.beta1 * m + (1 - self.beta1) * g)
                v.copy_(self.beta2 * v + (1 - self.beta2) * g**2)
                m_hat = m / (1 - self.beta1**t)
                v_hat = v / (1 - self.beta2**t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
