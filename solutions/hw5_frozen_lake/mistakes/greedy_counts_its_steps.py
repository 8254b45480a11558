"""This goes through the policy step by step. Which entry counts depends on the state that the agent sees, not on how
often it was asked: see the handout, section GreedyAgent.

Question: greedy_agent
Caught by: test_greedy_agent_has_no_memory
"""


class GreedyAgent:
    def __init__(self, policy: np.ndarray) -> None:
        self.policy = policy
        self.t = -1

    def get_action(self, observation: int) -> int:
        self.t += 1
        return int(self.policy[self.t % len(self.policy)])
