"""The search for the best action starts at the value 0, so no value is ever below 0. With negative rewards it must be:
see the handout, section Value iteration.

Question: value_iteration
Caught by: test_value_iteration_when_everything_costs
"""


def value_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    V = np.zeros(len(P))
    while True:
        previous = V
        V = np.maximum(_action_values(P, previous, gamma).max(axis=1), 0.0)
        if np.abs(V - previous).max() < tol:
            return _action_values(P, V, gamma).argmax(axis=1), V
