"""The policy is kept in the class, so all agents follow the one that was made last. Keep it in `self`: see the handout,
section GreedyAgent.

Question: greedy_agent
Caught by: test_greedy_agent_has_no_memory
"""


class GreedyAgent:
    def __init__(self, policy: np.ndarray) -> None:
        GreedyAgent.policy = policy
