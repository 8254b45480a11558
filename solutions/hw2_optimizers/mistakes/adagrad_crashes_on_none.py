"""This is what comes out when a parameter has no gradient and its .grad is used all the same. Some parameters take no
part in a loss, and they are skipped: see the handout, section The protocol, rule 3.

Question: adagrad
Caught by: test_adagrad_skips_missing_gradients
"""


class AdaGrad:
    def step(self) -> None:
        with torch.no_grad():
            for p, s in zip(self.params, self.sums, strict=True):
                g = p.grad
                s.copy_(s + g**2)
                p -= self.lr * g / (s.sqrt() + self.eps)
