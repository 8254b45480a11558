"""Outcomes are added up without their probabilities: see the handout, section Policy improvement.

Question: policy_improvement
Caught by: test_improvement_of_repeated_next_states
"""


def policy_improvement(P: Table, V: np.ndarray, gamma: float) -> np.ndarray:
    Q = np.zeros((len(P), len(P[0])))
    for s in P:
        for a in P[s]:
            for probability, next_state, reward, terminated in P[s][a]:
                Q[s, a] += reward + (0.0 if terminated else gamma * V[next_state])
    return Q.argmax(axis=1)
