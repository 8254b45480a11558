"""This is what comes out when eps is added to the root of the uncorrected second moment and the correction is moved
into the step size: the correction then acts on eps as well. See the handout, section Adam, step 5 and the choice
pinned there.

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
                root = (1 - self.beta2**t) ** 0.5
                p -= self.lr * root * m_hat / (v.sqrt() + self.eps)
