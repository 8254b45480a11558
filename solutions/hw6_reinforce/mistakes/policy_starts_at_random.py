"""This is what comes out when the logits start at random numbers. They start at 0, so that no action is preferred: see
the handout, section Policy.

Question: policy
Caught by: test_policy_starts_uniform
"""


class SoftmaxPolicy:
    def __init__(self, n_states: int, n_actions: int) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.randn(n_states, n_actions))
