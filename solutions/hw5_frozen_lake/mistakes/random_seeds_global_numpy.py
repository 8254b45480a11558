"""This seeds NumPy's global random state, which belongs to everybody. An agent needs a generator of its own: see the
handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agent_does_not_change_global_state
"""


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        np.random.seed(seed)

    def get_action(self, observation: int) -> int:
        return int(np.random.randint(self.number_of_actions))
