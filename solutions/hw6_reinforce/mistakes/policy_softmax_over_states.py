"""This is what comes out when the softmax is taken over the states. For each state, the probabilities of its actions
sum to 1: see the handout, section Policy.

Question: policy
Caught by: test_policy_distribution
"""


class SoftmaxPolicy:
    def distribution(self, state: int) -> Categorical:
        return Categorical(probs=torch.softmax(self.logits, dim=0)[state])
