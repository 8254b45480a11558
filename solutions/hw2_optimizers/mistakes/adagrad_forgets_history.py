"""This is what comes out when the squared gradient replaces the sum, so that every step is as long as the first. The
squares of all steps add up: see the handout, section AdaGrad, step 1.

Question: adagrad
Caught by: test_adagrad_sums_squares
"""


class AdaGrad:
    def step(self) -> None:
        with torch.no_grad():
            for p, s in zip(self.params, self.sums, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
