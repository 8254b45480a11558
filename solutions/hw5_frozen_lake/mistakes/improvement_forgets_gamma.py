"""What follows is not discounted: see the handout, section Policy improvement.

Question: policy_improvement
Caught by: test_improvement_looks_ahead
"""


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    Q = np.zeros((len(P), len(P[0])))
    for s in P:
        for a in P[s]:
            for probability, next_state, reward, terminated in P[s][a]:
                Q[s, a] += probability * (reward + (0.0 if terminated else V[next_state]))
    return Q.argmax(axis=1)
