"""This is what comes out when eps is added before taking the square root. With small gradients the difference is
large: see the handout, section AdaGrad, step 2 and the choice pinned there.

Question: adagrad
Caught by: test_adagrad_follows_its_formula
"""


class AdaGrad:
    def step(self) -> None:
        with torch.no_grad():
            for p, s in zip(self.params, self.sums, strict=True):
                if p.grad is None:
                    continue
                g = p.grad
                s.copy_(s + g**2)
                p -= self.lr * g / (s + self.eps).sqrt()
