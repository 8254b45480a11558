"""This is what comes out when eps is added before taking the square root. With small gradients the difference is
large: see the handout, section Adam, step 5 and the choice pinned there.

Question: adam
Caught by: test_adam_small_gradients
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
                m_hat = m / (1 - self.beta1**t)
                v_hat = v / (1 - self.beta2**t)
                p -= self.lr * m_hat / (v_hat + self.eps).sqrt()
