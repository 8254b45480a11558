"""This is what comes out when zero_grad() clears the moments as well. It clears gradients and nothing else; moments and
step counts live as long as the optimizer: see the handout, section Adam.

Question: adam
Caught by: test_adam_keeps_its_state
"""


class Adam:
    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None
        for state in (*self.first_moments, *self.second_moments):
            state.zero_()
