"""This is what comes out when the gradient is divided by the sum of squares and not by its square root: see the
handout, section AdaGrad, step 2.

Question: adagrad
Caught by: test_adagrad_first_step
"""


class AdaGrad:
    def step(self) -> None:
        with torch.no_grad():
            for p, s in zip(self.params, self.sums, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(s + g**2)
                p -= self.lr * g / (s + self.eps)
