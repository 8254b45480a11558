"""This is what comes out with Nesterov's look-ahead, which adds the gradient once more to the damped velocity. The
handout pins plain momentum: see section SGD, step 3.

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
                v.copy_(self.momentum * v + g)
                p -= self.lr * (g + self.momentum * v)
