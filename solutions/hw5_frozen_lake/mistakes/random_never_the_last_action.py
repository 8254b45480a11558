"""The last action never comes up: the upper end of NumPy's `integers` is left out already, so no 1 is subtracted. See
the handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agent_takes_every_action
"""


class RandomAgent:
    def get_action(self, observation: int) -> int:
        return int(self.generator.integers(max(self.number_of_actions - 1, 1)))
