"""Only observations of type int are looked up here, and any other gets action 0. NumPy integers are as good: see the
handout, section GreedyAgent.

Question: greedy_agent
Caught by: test_greedy_agent_numpy_observations
"""


class GreedyAgent:
    def get_action(self, observation: int) -> int:
        return int(self.policy[observation]) if type(observation) is int else 0
