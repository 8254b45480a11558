"""Actions come in turn here. Every action comes up equally often, but a random agent's next action does not depend on
its last one: see the handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agent_has_no_pattern
"""


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        self.last = int(np.random.default_rng(seed).integers(10**9))

    def get_action(self, observation: int) -> int:
        self.last += 1
        return self.last % self.number_of_actions
