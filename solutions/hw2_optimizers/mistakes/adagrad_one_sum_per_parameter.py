"""This is what comes out when the squares of all entries of a parameter go into one sum. Every entry has its own sum
and so its own step size: see the handout, section AdaGrad, step 1.

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
                s.copy_(s + (g**2).sum())
                p -= self.lr * g / (s.sqrt() + self.eps)
