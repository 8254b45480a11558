"""This is what comes out when zero_grad() clears the sums of squares as well. It clears gradients and nothing else;
sums live as long as the optimizer: see the handout, section AdaGrad.

Question: adagrad
Caught by: test_adagrad_keeps_its_state
"""


class AdaGrad:
    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None
        for s in self.sums:
            s.zero_()
