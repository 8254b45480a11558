"""The seed 0 is taken for no seed: in Python, 0 counts as false. Compare with None instead. See the handout, section
RandomAgent.

Question: random_agent
Caught by: test_random_agent_same_seed
"""


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        self.generator = np.random.default_rng(seed if seed else None)
