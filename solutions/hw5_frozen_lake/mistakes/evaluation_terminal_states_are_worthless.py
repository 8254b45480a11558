"""A state into which some terminated outcome leads is given the value 0. The end of an episode belongs to an outcome,
not to a state: see the handout, section Policy evaluation.

Question: policy_evaluation
Caught by: test_evaluation_ends_by_the_outcome
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    ends = {o[1] for row in P.values() for outcomes in row.values() for o in outcomes if o[3]}
    V = np.zeros(len(P))
    while True:
        previous = V
        V = (policy * _action_values(P, previous, gamma)).sum(axis=1)
        V[list(ends)] = 0.0
        if np.abs(V - previous).max() < tol:
            return V
