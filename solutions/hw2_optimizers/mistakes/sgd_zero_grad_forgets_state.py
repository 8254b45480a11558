"""This is what comes out when zero_grad() clears the velocities as well. It clears gradients and nothing else;
velocities live as long as the optimizer: see the handout, section SGD.

Question: sgd
Caught by: test_sgd_keeps_its_state
"""


class SGD:
    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None
        for v in self.velocities:
            v.zero_()
