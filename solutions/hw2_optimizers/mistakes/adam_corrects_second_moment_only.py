"""This is what comes out when only the second moment is corrected for starting at 0. The first one starts at 0 too:
see the handout, section Adam, step 3.

Question: adam
Caught by: test_adam_first_step
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
                m_hat = m
                v_hat = v / (1 - self.beta2**t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
