"""An action comes up that does not exist: with n actions the last one has the number n - 1. See the handout, section
RandomAgent.

Question: random_agent
Caught by: test_random_agent_takes_every_action
"""


class RandomAgent:
    def get_action(self, observation: int) -> int:
        return int(self.generator.integers(0, self.number_of_actions, endpoint=True))
