"""The actions are floats, as `np.zeros` makes them unless told otherwise. They must be integers, or they cannot be used
as an index: see the handout, section Policy improvement.

Question: policy_improvement
Caught by: test_improvement_on_the_ice
"""


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    policy = np.zeros(len(P))
    policy[:] = _action_values(P, V, gamma).argmax(axis=1)
    return policy
