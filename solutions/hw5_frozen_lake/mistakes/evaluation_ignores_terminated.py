"""The value of the next state is added after a terminated outcome, too. In FrozenLake this does not show, as V is 0
there: see the handout, section Policy evaluation.

Question: policy_evaluation
Caught by: test_evaluation_stops_where_an_episode_ends
"""


def policy_evaluation(P: Table, policy: np.ndarray, gamma: float, tol: float = 1e-10) -> np.ndarray:
    V = np.zeros(len(P))
    while True:
        previous = V
        V = np.zeros(len(P))
        for s in P:
            for a in P[s]:
                for probability, next_state, reward, terminated in P[s][a]:
                    V[s] += policy[s, a] * probability * (reward + gamma * previous[next_state])
        if np.abs(V - previous).max() < tol:
            return V
