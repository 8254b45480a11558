"""This is what comes out when weight decay is added to .grad itself. The parameters are right, but .grad is not what
the caller left there, and a second step without a new backward pass counts the decay twice: see the handout,
section The protocol, rule 2.

Question: sgd
Caught by: test_sgd_leaves_gradients_alone
"""


class SGD:
    def step(self) -> None:
        with torch.no_grad():
            for p, v in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                g = p.grad.add_(self.weight_decay * p)
                v.copy_(self.momentum * v + g)
                p -= self.lr * v
