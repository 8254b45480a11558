"""This is what comes out when the new gradient is multiplied by 1 - momentum, as in an average. The velocity here is a
sum without dampening: see the handout, section SGD, step 2 and the choice pinned there.

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
                v.copy_(self.momentum * v + (1 - self.momentum) * g)
                p -= self.lr * v
