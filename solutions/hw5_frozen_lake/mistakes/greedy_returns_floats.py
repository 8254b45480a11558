"""The actions are of type float. They must be integers: see the handout, section GreedyAgent.

Question: greedy_agent
Caught by: test_greedy_agent_any_integers
"""


class GreedyAgent:
    def get_action(self, observation: int) -> int:
        return float(self.policy[observation])
