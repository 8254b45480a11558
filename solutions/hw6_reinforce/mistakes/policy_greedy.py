"""This is what comes out when the likeliest action is always taken. A policy that never tries anything else learns
nothing: sample. See the handout, section Policy.

Question: policy
Caught by: test_policy_act_samples
"""


class SoftmaxPolicy:
    def act(self, state: int) -> tuple[int, torch.Tensor]:
        distribution = self.distribution(state)
        action = distribution.probs.argmax()
        return int(action), distribution.log_prob(action)
