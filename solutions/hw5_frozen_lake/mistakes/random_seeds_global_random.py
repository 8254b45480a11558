"""This seeds Python's global `random`, which other agents seed as well: two agents then disturb each other. An agent
needs a generator of its own. See the handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agents_are_separate
"""

import random


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        random.seed(seed)

    def get_action(self, observation: int) -> int:
        return random.randrange(self.number_of_actions)
