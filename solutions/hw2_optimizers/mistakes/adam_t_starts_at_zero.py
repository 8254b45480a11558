"""This is what comes out when t is 0 in the first update: the corrections divide 0 by 0 and give NaN. t counts updates
from 1: see the handout, section Adam, step 3 and the choice pinned there.

Question: adam
Caught by: test_adam_first_step
"""


class Adam:
    def step(self) -> None:
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                g, m, v, t = p.grad, self.first_moments[i], self.second_moments[i], self.step_counts[i]
                m.copy_(self.beta1 * m + (1 - self.beta1) * g)
                v.copy_(self.beta2 * v + (1 - self.beta2) * g**2)
                m_hat = m / (1 - self.beta1**t)
                v_hat = v / (1 - self.beta2**t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
                self.step_counts[i] += 1
