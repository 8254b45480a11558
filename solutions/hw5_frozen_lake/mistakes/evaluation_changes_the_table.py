"""The table P is changed: outcomes that terminate are rewritten. It belongs to the caller: see the handout, section
Policy evaluation.

Question: policy_evaluation
Caught by: test_evaluation_leaves_its_arguments_alone
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    for s in P:
        for a in P[s]:
            P[s][a] = [(float(p), s if end else x, r, end) for p, x, r, end in P[s][a]]
    V = np.zeros(len(P))
    while True:
        previous = V
        V = (policy * _action_values(P, previous, gamma)).sum(axis=1)
        if np.abs(V - previous).max() < tol:
            return V
