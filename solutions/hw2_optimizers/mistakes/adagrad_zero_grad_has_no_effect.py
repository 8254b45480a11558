"""This is what comes out when zero_grad assigns to a variable of its own, which leaves the parameter's .grad as it
was, so gradients pile up: see the handout, section The protocol, rule 5.

Question: adagrad
Caught by: test_adagrad_zero_grad
"""


class AdaGrad:
    def zero_grad(self) -> None:
        for p in self.params:
            gradient = p.grad
            if gradient is not None:
                gradient = gradient * 0
