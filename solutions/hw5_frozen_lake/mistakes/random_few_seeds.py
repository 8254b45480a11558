"""There are only as many sequences as actions: the seed is cut down to a small number before it is used. Agents with
different seeds do different things, whichever seeds they are: see the handout, section RandomAgent.

Question: random_agent
Caught by: test_random_agent_every_seed_counts
"""


class RandomAgent:
    def __init__(self, number_of_discrete_actions: int, seed: int | None = None) -> None:
        self.number_of_actions = number_of_discrete_actions
        self.generator = np.random.default_rng(None if seed is None else seed % number_of_discrete_actions)
