"""This takes the action with the smallest value. Rewards are to be made large: see the handout, section Policy
improvement.

Question: policy_improvement
Caught by: test_improvement_on_the_ice
"""


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    return _action_values(P, V, gamma).argmin(axis=1)
