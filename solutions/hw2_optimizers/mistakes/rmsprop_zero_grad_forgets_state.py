"""This is what comes out when zero_grad() clears the averages as well. It clears gradients and nothing else; averages
live as long as the optimizer: see the handout, section RMSProp.

Question: rmsprop
Caught by: test_rmsprop_keeps_its_state
"""


class RMSProp:
    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None
        for s in self.averages:
            s.zero_()
