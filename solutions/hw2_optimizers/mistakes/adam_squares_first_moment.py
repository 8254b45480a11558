"""This is what comes out when the second moment averages the square of the first moment. It averages the square of the
gradient itself: see the handout, section Adam, step 2.

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
                v.copy_(self.beta2 * v + (1 - self.beta2) * m**2)
                m_hat = m / (1 - self.beta1**t)
                v_hat = v / (1 - self.beta2**t)
                p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
