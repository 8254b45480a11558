"""The update runs with autograd switched off, and it stays off: the next forward pass is not recorded, and nothing can
be trained. `with torch.no_grad():` switches it on again: see the handout, The protocol, rule 2.

Question: sgd
Caught by: test_sgd_leaves_gradients_alone
"""


class SGD:
    def step(self):
        torch.set_grad_enabled(False)
        for p, v in zip(self.params, self.velocities):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            v.copy_(self.momentum * v + g)
            p -= self.lr * v
