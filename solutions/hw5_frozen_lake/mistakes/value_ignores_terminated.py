"""The value of the next state is added after a terminated outcome, too. In FrozenLake this does not show, as V is 0
there: see the handout, section Value iteration.

Question: value_iteration
Caught by: test_value_iteration_ends_by_the_outcome
"""


def value_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    V = np.zeros(len(P))
    while True:
        previous = V
        Q = np.zeros((len(P), len(P[0])))
        for s in P:
            for a in P[s]:
                for probability, next_state, reward, terminated in P[s][a]:
                    Q[s, a] += probability * (reward + gamma * previous[next_state])
        V = Q.max(axis=1)
        if np.abs(V - previous).max() < tol:
            return Q.argmax(axis=1), V
