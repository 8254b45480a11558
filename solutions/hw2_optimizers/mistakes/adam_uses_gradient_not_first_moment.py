"""This is what comes out when the step follows today's gradient and not the corrected first moment, which leaves
momentum out: see the handout, section Adam, step 5.

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
                g, v, t = p.grad, self.second_moments[i], self.step_counts[i]
                v.copy_(self.beta2 * v + (1 - self.beta2) * g**2)
                v_hat = v / (1 - self.beta2**t)
                p -= self.lr * g / (v_hat.sqrt() + self.eps)
