"""The search for the best action starts at the value 0, so where every action loses, none is found. Start with the
first action: see the handout, section Policy improvement.

Question: policy_improvement
Caught by: test_improvement_of_costs
"""


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    Q = _action_values(P, V, gamma)
    policy = np.zeros(len(P), dtype=int)
    for s in P:
        best = 0.0
        for a in P[s]:
            if Q[s, a] > best:
                best, policy[s] = Q[s, a], a
    return policy
