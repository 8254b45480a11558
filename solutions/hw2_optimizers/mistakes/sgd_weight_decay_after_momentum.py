"""This is what comes out when weight decay skips the velocity and shrinks the parameter directly. Here it is part of
the gradient, so momentum remembers it too: see the handout, section SGD, step 1.

Question: sgd
Caught by: test_sgd_follows_its_formula
"""


class SGD:
    def step(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                v.copy_(self.momentum * v + g)
                p -= self.lr * (v + self.weight_decay * p)
