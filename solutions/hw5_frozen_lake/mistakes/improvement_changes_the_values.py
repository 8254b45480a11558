"""V is changed. It belongs to the caller: see the handout, section Policy improvement.

Question: policy_improvement
Caught by: test_improvement_leaves_its_arguments_alone
"""


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    Q = _action_values(P, V, gamma)
    V[:] = Q.max(axis=1)
    return Q.argmax(axis=1)
