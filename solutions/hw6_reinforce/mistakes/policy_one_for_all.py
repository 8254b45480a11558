"""This is what happens when all policies share one set of logits: training one changes the others. See the handout,
section Policy.

Question: policy
Caught by: test_policy_logits_are_a_parameter
New: _LOGITS
"""

_LOGITS = {}


class SoftmaxPolicy:
    def __init__(self, n_states: int, n_actions: int) -> None:
        super().__init__()
        shape = (n_states, n_actions)
        self.logits = _LOGITS.setdefault(shape, nn.Parameter(torch.zeros(shape)))
