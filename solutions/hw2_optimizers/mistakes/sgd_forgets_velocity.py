"""This is what comes out without momentum: every step uses today's gradient alone. The velocity has to be kept from
one step to the next: see the handout, section SGD, step 2.

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
                v.copy_(g)
                p -= self.lr * v
