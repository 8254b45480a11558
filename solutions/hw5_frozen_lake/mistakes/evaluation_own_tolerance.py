"""The loop stops at changes of 1e-4, whatever `tol` says. The values must be within 1e-6: see the handout, section
Policy evaluation.

Question: policy_evaluation
Caught by: test_evaluation_of_any_problem
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    V = np.zeros(len(P))
    while True:
        previous = V
        V = (policy * _action_values(P, previous, gamma)).sum(axis=1)
        if np.abs(V - previous).max() < 1e-4:
            return V
