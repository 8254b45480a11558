"""The generator is made anew for every action, so the same action comes up for ever. Make it once, in `__init__`: see
the handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agent_is_uniform
"""


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        self.seed = seed

    def get_action(self, observation: int) -> int:
        return int(np.random.default_rng(self.seed).integers(self.number_of_actions))
