"""This is what comes out when the gradient is divided by the mean square and not by its root: see the handout, section
RMSProp, step 2.

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
                s.copy_(self.beta * s + (1 - self.beta) * g**2)
                p -= self.lr * g / (s + self.eps)
