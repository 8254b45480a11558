"""This evaluates and improves once. The improved policy has other values, and can be improved again: see the handout,
section Policy iteration.

Question: policy_iteration
Caught by: test_policy_iteration_on_the_lake
"""


def policy_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    V = policy_evaluation(P, np.eye(len(P[0]))[np.zeros(len(P), dtype=int)], gamma, tol)
    policy = policy_improvement(P, V, gamma)
    return policy, policy_evaluation(P, np.eye(len(P[0]))[policy], gamma, tol)
