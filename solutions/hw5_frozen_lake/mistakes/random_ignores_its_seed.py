"""The seed is not used. It must decide the whole sequence of actions: see the handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agent_same_seed
"""


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        self.generator = np.random.default_rng()
