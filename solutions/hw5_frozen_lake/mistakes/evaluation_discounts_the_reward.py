"""The reward is discounted as well. gamma belongs to what comes after it only: see the handout, section Policy
evaluation.

Question: policy_evaluation
Caught by: test_evaluation_of_a_loop
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    V = np.zeros(len(P))
    while True:
        previous = V
        V = np.zeros(len(P))
        for s in P:
            for a in P[s]:
                for probability, next_state, reward, terminated in P[s][a]:
                    future = 0.0 if terminated else previous[next_state]
                    V[s] += policy[s, a] * probability * gamma * (reward + future)
        if np.abs(V - previous).max() < tol:
            return V
