"""This fails without a seed. None means that no particular seed is asked for: see the handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agent_without_a_seed
"""


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        self.generator = np.random.default_rng(abs(seed))
