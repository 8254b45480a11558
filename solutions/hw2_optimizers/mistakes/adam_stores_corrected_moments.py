"""This is what comes out when the corrected moments are stored and go into the next average. The correction is for
today's step alone, and the uncorrected moments are what is kept: see the handout, section Adam, steps 3 and 4.

Question: adam
Caught by: test_adam_second_step
"""


class Adam:
    def step(self) -> None:
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                self.step_counts[i] += 1
                g, m, v, t = p.grad, self.first_moments[i], self.second_moments[i], self.step_counts[i]
                m.copy_(self.beta1 * m + (1 - self.beta1) * g)
                v.copy_(self.beta2 * v + (1 - self.beta2) * g**2)
                m_hat = m.div_(1 - self.beta1**t)
                v_hat = v.div_(1 - self.beta2**t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
