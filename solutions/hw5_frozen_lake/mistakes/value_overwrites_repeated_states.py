"""Of several outcomes with the same next state only one is kept. Every outcome counts: see the handout, section Value
iteration.

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
                    kept = {outcome[1]: outcome for outcome in P[s][a]}.values()
                    Q[s, a] = sum(p * (r + (0.0 if end else gamma * previous[x])) for p, x, r, end in kept)
        V = Q.max(axis=1)
        if np.abs(V - previous).max() < tol:
            return Q.argmax(axis=1), V
