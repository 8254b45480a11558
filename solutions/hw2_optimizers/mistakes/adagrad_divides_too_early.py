"""This is what comes out when the parameter moves before this step's square is added to the sum; the first step then
divides by eps alone. Step 1 comes before step 2: see the handout, section AdaGrad.

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
                p -= self.lr * g / (s.sqrt() + self.eps)
                s.copy_(s + g**2)
