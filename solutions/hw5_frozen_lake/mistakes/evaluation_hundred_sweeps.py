"""A hundred sweeps are not enough where gamma is near 1. Go on until no value changes by `tol` or more: see the
handout, section Policy evaluation.

Question: policy_evaluation
Caught by: test_evaluation_far_ahead
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    V = np.zeros(len(P))
    for sweep in range(101):
        previous = V
        V = (policy * _action_values(P, previous, gamma)).sum(axis=1)
        if sweep == 100 or np.abs(V - previous).max() < tol:
            return V
