"""This is what comes out when the step is added. The gradient points uphill, and descent goes the other way: see the
handout, section SGD, step 3.

Question: sgd
Caught by: test_sgd_plain_step
"""


class SGD:
    def step(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                g = p.grad + self.weight_decay * p
                v.copy_(self.momentum * v + g)
                p += self.lr * v
