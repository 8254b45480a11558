"""One action in ten is drawn from all actions alike, to explore. The policy is a softmax: it explores by itself, and
the log-probability would belong to another distribution. See the handout, section Policy.

Question: policy
Caught by: test_policy_act_samples
"""


class SoftmaxPolicy:
    def act(self, state: int) -> tuple[int, torch.Tensor]:
        distribution = self.distribution(state)
        explores = bool(torch.rand(()) < 0.1)
        action = torch.randint(self.logits.shape[1], ()) if explores else distribution.sample()
        return int(action), distribution.log_prob(action)
