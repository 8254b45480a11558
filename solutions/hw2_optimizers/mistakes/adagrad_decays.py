"""This is what comes out when the old sum is multiplied by a number below 1, which makes it a running average. AdaGrad
never forgets: see the handout, section AdaGrad, step 1.

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
                s.copy_(0.9 * s + 0.1 * g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
