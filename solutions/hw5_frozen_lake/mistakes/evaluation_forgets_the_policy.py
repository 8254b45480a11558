"""All actions count alike here, whatever the policy says. Each counts with its probability under the policy: see the
handout, section Policy evaluation.

Question: policy_evaluation
Caught by: test_evaluation_of_deterministic_policies
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    V = np.zeros(len(P))
    while True:
        previous = V
        V = np.zeros(len(P))
        for s in P:
            for a in P[s]:
                for probability, next_state, reward, terminated in P[s][a]:
                    V[s] += probability * (reward + (0.0 if terminated else gamma * previous[next_state])) / len(P[s])
        if np.abs(V - previous).max() < tol:
            return V
