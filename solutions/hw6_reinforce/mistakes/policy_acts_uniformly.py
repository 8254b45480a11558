"""This is what comes out when every action is drawn equally often, whatever the logits say. Sample from the
distribution of the state: see the handout, section Policy.

Question: policy
Caught by: test_policy_act_samples
"""


class SoftmaxPolicy:
    def act(self, state: int) -> tuple[int, torch.Tensor]:
        distribution = self.distribution(state)
        action = torch.randint(self.logits.shape[1], ())
        return int(action), distribution.log_prob(action)
