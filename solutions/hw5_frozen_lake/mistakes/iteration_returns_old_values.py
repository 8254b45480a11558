"""The values are those of the policy before the last. Evaluate once more, or stop before you improve: see the handout,
section Policy iteration.

Question: policy_iteration
Caught by: test_policy_iteration_on_the_ice
"""


def policy_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    states, n_actions = np.arange(len(P)), len(P[0])
    policy = np.zeros(len(P), dtype=int)
    old = np.zeros(len(P))
    while True:
        V = policy_evaluation(P, np.eye(n_actions)[policy], gamma, tol)
        Q = _action_values(P, V, gamma)
        better = Q.max(axis=1) > Q[states, policy] + 1e-8
        if not better.any():
            return policy, old
        old = V
        policy = np.where(better, Q.argmax(axis=1), policy)
