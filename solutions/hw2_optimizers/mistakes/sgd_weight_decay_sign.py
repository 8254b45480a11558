"""This is what comes out when weight decay is subtracted from the gradient, which makes weights grow. Decay pulls them
towards 0: see the handout, section SGD, step 1.

Question: sgd
Caught by: test_sgd_weight_decay_joins_the_gradient
"""


class SGD:
    def step(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                g = p.grad - self.weight_decay * p
                v.copy_(self.momentum * v + g)
                p -= self.lr * v
