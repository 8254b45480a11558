"""This is what comes out without eps: an entry whose gradient has always been 0 is divided 0 by 0 and becomes NaN. See
the handout, section RMSProp, step 2.

Question: rmsprop
Caught by: test_rmsprop_small_gradients
"""


class RMSProp:
    def step(self) -> None:
        with torch.no_grad():
            for p, s in zip(self.params, self.averages, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(self.beta * s + (1 - self.beta) * g**2)
                p -= self.lr * g / s.sqrt()
