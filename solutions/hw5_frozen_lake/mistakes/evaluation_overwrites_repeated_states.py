"""A matrix of probabilities is filled with `=`. Where a next state occurs several times in a list, probabilities must
be added: see the handout, section Policy evaluation.

Question: policy_evaluation
Caught by: test_evaluation_of_repeated_next_states
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    n, m = len(P), len(P[0])
    going_on, reward_of = np.zeros((n, m, n)), np.zeros((n, m))
    for s in P:
        for a in P[s]:
            for probability, next_state, reward, terminated in P[s][a]:
                reward_of[s, a] += probability * reward
                going_on[s, a, next_state] = 0.0 if terminated else probability
    T, r = np.einsum("sa,sax->sx", policy, going_on), (policy * reward_of).sum(axis=1)
    return np.linalg.solve(np.eye(n) - gamma * T, r)
