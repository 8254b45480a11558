"""The search goes on as long as the greedy policy is another one. Where actions tie, it goes back and forth between
them for ever, as values are known up to a small error only. Take another action only if it is clearly better: see
the handout, section Policy iteration.

Question: policy_iteration
Caught by: test_policy_iteration_ends_on_a_tie
"""


def policy_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    policy = np.zeros(len(P), dtype=int)
    while True:
        V = policy_evaluation(P, np.eye(len(P[0]))[policy], gamma, tol)
        best = policy_improvement(P, V, gamma)
        if np.array_equal(best, policy):
            return policy, V
        policy = best
