"""The loop stops on the largest change with its sign, so that it stops at once where values fall. Take absolute values:
see the handout, section Policy evaluation.

Question: policy_evaluation
Caught by: test_evaluation_of_costs
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    V = np.zeros(len(P))
    while True:
        previous = V
        V = (policy * _action_values(P, previous, gamma)).sum(axis=1)
        if (V - previous).max() < tol:
            return V
