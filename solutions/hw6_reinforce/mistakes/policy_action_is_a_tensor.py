"""This is what happens when the action stays a tensor. Environments want an int, and many look it up in a dict, where a
tensor is not found: see the handout, section Policy.

Question: policy
Caught by: test_policy_acts
"""


class SoftmaxPolicy:
    def act(self, state: int) -> tuple[int, torch.Tensor]:
        distribution = self.distribution(state)
        action = distribution.sample()
        return action, distribution.log_prob(action)
