"""The policy goes for the next state with the largest value, and forgets probabilities and rewards. Take the action
with the largest value: see the handout, section Value iteration.

Question: value_iteration
Caught by: test_value_iteration_solves_any_problem
"""


def value_iteration(P: Table, gamma: float, tol: float = 1e-10) -> tuple[np.ndarray, np.ndarray]:
    V = np.zeros(len(P))
    while True:
        previous = V
        V = _action_values(P, previous, gamma).max(axis=1)
        if np.abs(V - previous).max() < tol:
            return np.array([max(P[s], key=lambda a: max(V[outcome[1]] for outcome in P[s][a])) for s in P]), V
