"""The logits are cut down to float32 before the softmax, also where the policy is in float64. Compute in the dtype that
they have: see the handout, section Policy.

Question: policy
Caught by: test_policy_in_float64
"""


class SoftmaxPolicy:
    def distribution(self, state: int) -> Categorical:
        return Categorical(logits=self.logits[state].float())
