"""This is what comes out when the moments belong to the class: a new optimizer starts with the moments of another one.
Every instance has its own state: see the handout, section The protocol, rule 4.

Question: adam
Caught by: test_adam_instances_are_separate
New: Adam.first_moments, Adam.second_moments
"""


class Adam:
    first_moments = []
    second_moments = []

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
        self.first_moments.extend(torch.zeros_like(p) for p in self.params)
        self.second_moments.extend(torch.zeros_like(p) for p in self.params)
        self.step_counts = [0 for p in self.params]
