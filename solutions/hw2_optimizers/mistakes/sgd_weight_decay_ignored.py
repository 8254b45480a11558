"""This is what comes out when weight_decay is accepted and then not used. It adds a multiple of the parameter to the
gradient: see the handout, section SGD, step 1.

Question: sgd
Caught by: test_sgd_weight_decay_joins_the_gradient
"""


class SGD:
    def step(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                v.copy_(self.momentum * v + g)
                p -= self.lr * v
