"""The value of the next state is added after a terminated outcome, too: see the handout, section Policy improvement.

Question: policy_improvement
Caught by: test_improvement_ends_by_the_outcome
"""


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    Q = np.zeros((len(P), len(P[0])))
    for s in P:
        for a in P[s]:
            for probability, next_state, reward, terminated in P[s][a]:
                Q[s, a] += probability * (reward + gamma * V[next_state])
    return Q.argmax(axis=1)
