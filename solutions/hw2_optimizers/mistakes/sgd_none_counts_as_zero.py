"""This is what comes out when a missing gradient is taken as a gradient of zeros: the velocity and the weight decay
still move the parameter. A parameter whose .grad is None is skipped altogether: see the handout, section The
protocol, rule 3.

Question: sgd
Caught by: test_sgd_skips_missing_gradients
"""


class SGD:
    def step(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                g = (torch.zeros_like(p) if p.grad is None else p.grad) + self.weight_decay * p
                v.copy_(self.momentum * v + g)
                p -= self.lr * v
