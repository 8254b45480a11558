"""An action is judged by its best outcome. All outcomes count, each with its probability: see the handout, section
Policy improvement.

Question: policy_improvement
Caught by: test_improvement_of_repeated_next_states
"""


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    Q = np.zeros((len(P), len(P[0])))
    for s in P:
        for a in P[s]:
            for probability, next_state, reward, terminated in P[s][a]:
                Q[s, a] = max(r + (0.0 if end else gamma * V[x]) for _, x, r, end in P[s][a])
    return Q.argmax(axis=1)
