"""The values come first here. The policy comes first: see the handout, section Policy iteration.

Question: policy_iteration
Caught by: test_policy_iteration_on_the_ice
"""


def policy_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    states, n_actions = np.arange(len(P)), len(P[0])
    policy = np.zeros(len(P), dtype=int)
    while True:
        V = policy_evaluation(P, np.eye(n_actions)[policy], gamma, tol)
        Q = _action_values(P, V, gamma)
        better = Q.max(axis=1) > Q[states, policy] + 1e-8
        if not better.any():
            return V, policy
        policy = np.where(better, Q.argmax(axis=1), policy)
