"""This is what comes out when the new square is added with weight 1. The two weights of an average add up to 1: see
the handout, section RMSProp, step 1.

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
                s.copy_(self.beta * s + g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
