"""What this agent does depends on NumPy's global random state. A sequence must depend on the seed alone: see the
handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agent_does_not_read_global_state
"""


class RandomAgent:
    def get_action(self, observation: int) -> int:
        shift = int(np.random.get_state()[1][1])
        return (int(self.generator.integers(self.number_of_actions)) + shift) % self.number_of_actions
