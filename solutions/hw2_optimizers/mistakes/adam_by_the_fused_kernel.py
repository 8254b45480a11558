"""What torch.optim offers is refused, and so is the kernel behind it. Write the five steps of section Adam instead.

Question: adam
Caught by: test_adam_first_step
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
        self.first_moments = [torch.zeros_like(p) for p in self.params]
        self.second_moments = [torch.zeros_like(p) for p in self.params]
        self.step_counts = [torch.zeros(()) for p in self.params]

    def step(self) -> None:
        with torch.no_grad():
            for p, m, v, t in zip(self.params, self.first_moments, self.second_moments, self.step_counts, strict=True):
                if p.grad is not None:
                    t += 1
                    torch._fused_adam_(
                        [p],
                        [p.grad],
                        [m],
                        [v],
                        [],
                        [t],
                        lr=self.lr,
                        beta1=self.beta1,
                        beta2=self.beta2,
                        weight_decay=0.0,
                        eps=self.eps,
                        amsgrad=False,
                        maximize=False,
                    )
