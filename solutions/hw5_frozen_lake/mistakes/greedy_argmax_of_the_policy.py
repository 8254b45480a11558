"""The policy already holds an action for each state. There is nothing to maximise: see the handout, section
GreedyAgent.

Question: greedy_agent
Caught by: test_greedy_agent_follows_its_policy
"""


class GreedyAgent:
    def get_action(self, observation: int) -> int:
        return int(np.argmax(self.policy))
