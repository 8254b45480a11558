"""This is what happens when a float32 tensor of your own meets logits in float64. Give it the dtype of the logits: see
the handout, section Policy.

Question: policy
Caught by: test_policy_in_float64
"""


class SoftmaxPolicy:
    def distribution(self, state: int) -> Categorical:
        one_hot = torch.zeros(len(self.logits))
        one_hot[state] = 1.0
        return Categorical(logits=one_hot @ self.logits)
