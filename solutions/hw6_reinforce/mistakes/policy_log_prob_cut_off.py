"""This is what happens when the log-probability is detached or turned into a number: no gradient reaches the logits,
and nothing can be learned. See the handout, section Policy.

Question: policy
Caught by: test_policy_acts
"""


class SoftmaxPolicy:
    def act(self, state: int) -> tuple[int, torch.Tensor]:
        distribution = self.distribution(state)
        action = distribution.sample()
        return int(action), distribution.log_prob(action).detach()
