"""This averages over the actions: those are the values of acting at random. Take the largest: see the handout, section
Value iteration.

Question: value_iteration
Caught by: test_value_iteration_on_the_ice
"""


def value_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    V = np.zeros(len(P))
    while True:
        previous = V
        V = _action_values(P, previous, gamma).mean(axis=1)
        if np.abs(V - previous).max() < tol:
            return _action_values(P, V, gamma).argmax(axis=1), V
