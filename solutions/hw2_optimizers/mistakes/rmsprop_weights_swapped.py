"""This is what comes out when beta and 1 - beta have changed places. beta belongs to the old average, 1 - beta to the
new square: see the handout, section RMSProp, step 1.

Question: rmsprop
Caught by: test_rmsprop_first_step
"""


class RMSProp:
    def step(self) -> None:
        with torch.no_grad():
            for p, s in zip(self.params, self.averages, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_((1 - self.beta) * s + self.beta * g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
