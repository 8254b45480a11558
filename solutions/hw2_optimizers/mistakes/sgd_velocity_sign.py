"""This is what comes out when the old velocity is subtracted from the gradient. Momentum carries on in the old
direction: see the handout, section SGD, step 2.

Question: sgd
Caught by: test_sgd_momentum_carries_velocity
"""


class SGD:
    def step(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                g = p.grad + self.weight_decay * p
                v.copy_(g - self.momentum * v)
                p -= self.lr * v
