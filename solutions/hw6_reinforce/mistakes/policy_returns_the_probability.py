"""This is what comes out when act returns the probability of the action. It is the logarithm that is asked for: see the
handout, section Policy.

Question: policy
Caught by: test_policy_acts
"""


class SoftmaxPolicy:
    def act(self, state: int) -> tuple[int, torch.Tensor]:
        distribution = self.distribution(state)
        action = distribution.sample()
        return int(action), distribution.log_prob(action).exp()
