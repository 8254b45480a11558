"""This is what comes out when eps is added before taking the square root. With small gradients the difference is
large: see the handout, section RMSProp, step 2 and the choice pinned there.

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
                p -= self.lr * g / (s + self.eps).sqrt()
