"""The observation goes into the choice. An agent that acts at random does not look at what it sees: two agents with
the same seed do the same, wherever they are. See the handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agents_are_separate
"""


class RandomAgent:
    def get_action(self, observation: int) -> int:
        return int((self.generator.integers(self.number_of_actions) + observation) % self.number_of_actions)
