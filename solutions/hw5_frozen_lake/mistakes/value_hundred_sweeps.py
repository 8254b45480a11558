"""A hundred sweeps are not enough where gamma is near 1. Go on until no value changes by `tol` or more: see the
handout, section Value iteration.

Question: value_iteration
Caught by: test_value_iteration_far_ahead
"""


def value_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    V = np.zeros(len(P))
    for sweep in range(200):
        previous = V
        V = _action_values(P, previous, gamma).max(axis=1)
        if sweep == 199 or np.abs(V - previous).max() < tol:
            return _action_values(P, V, gamma).argmax(axis=1), V
