"""The table P is changed. It belongs to the caller: see the handout, section Value iteration.

Question: value_iteration
Caught by: test_value_iteration_leaves_its_arguments_alone
"""


def value_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    for s in P:
        for a in P[s]:
            P[s][a] = [(float(p), s if end else x, r, end) for p, x, r, end in P[s][a]]
    V = np.zeros(len(P))
    while True:
        previous = V
        V = _action_values(P, previous, gamma).max(axis=1)
        if np.abs(V - previous).max() < tol:
            return _action_values(P, V, gamma).argmax(axis=1), V
