"""This is what comes out when zero_grad writes zeros into a gradient that is not there. .grad may be None, before the
first backward pass for one: see the handout, section The protocol, rule 5.

Question: adam
Caught by: test_adam_zero_grad
"""


class Adam:
    def zero_grad(self) -> None:
        for p in self.params:
            p.grad.zero_()
