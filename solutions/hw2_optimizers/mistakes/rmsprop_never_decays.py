"""This is what comes out when the old average is kept whole, so that it only grows. In a running average the old value
shrinks by beta at every step: see the handout, section RMSProp, step 1.

Question: rmsprop
Caught by: test_rmsprop_forgets_old_squares
"""


class RMSProp:
    def step(self) -> None:
        with torch.no_grad():
            for p, s in zip(self.params, self.averages, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(s + (1 - self.beta) * g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
