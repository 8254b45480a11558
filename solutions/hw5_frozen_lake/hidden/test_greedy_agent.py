"""Hidden tests of the agent that follows a policy, on policies that students have not seen."""

import numpy as np

from autograder.testing import holds, question, same, scenario
from autograder.testing.show import show

from common import is_integer


@scenario
def greedy_actions(student, policy, states, numpy_integers):
    """What a greedy agent does in each of these states."""
    agent = student.GreedyAgent(policy)
    return [agent.get_action(np.int64(state) if numpy_integers else state) for state in states]


@scenario
def two_greedy_agents(student, first, second):
    """What two greedy agents do that take turns, in every state."""
    one, other = student.GreedyAgent(first), student.GreedyAgent(second)
    pairs = [(one.get_action(state), other.get_action(state)) for state in range(len(first))]
    return [int(action) for action, _ in pairs], [int(action) for _, action in pairs]


@question("greedy_agent", points=1.5)
def test_greedy_agent_any_integers(submission):
    """GreedyAgent takes policies of any integer dtype and any length, and returns integers."""
    for dtype in (np.int64, np.int32, np.uint8):
        policy = np.array([3, 0, 2, 1, 1, 0, 2], dtype=dtype)
        for action, wanted in zip(greedy_actions(submission, policy, list(range(7)), False), policy, strict=True):
            holds(is_integer(action), f"get_action returned {show(action)}, which is not an integer")
            same(int(action), int(wanted), what="an action", inputs=f"policy {show(policy)}, states 0 to 6")


@question("greedy_agent", points=1.5)
def test_greedy_agent_numpy_observations(submission):
    """GreedyAgent takes observations that are NumPy integers."""
    taken = greedy_actions(submission, np.array([1, 3, 0]), [2, 0, 1], True)
    same(taken, [0, 1, 3], what="the actions", inputs="policy [1, 3, 0], states 2, 0, 1 as np.int64")


@question("greedy_agent", points=1.5)
def test_greedy_agent_has_no_memory(submission):
    """GreedyAgent does the same in the same state, however often it is asked, whatever other agents do."""
    taken = greedy_actions(submission, np.array([1, 3, 0, 2]), [2, 2, 0, 2, 3, 3], False)
    wanted = [0, 0, 1, 0, 2, 2]
    same(taken, wanted, what="the actions", inputs="policy [1, 3, 0, 2], states 2, 2, 0, 2, 3, 3")
    first, second = two_greedy_agents(submission, np.array([1, 3, 0, 2]), np.array([0, 2, 2, 1]))
    inputs = "two agents that take turns, policies [1, 3, 0, 2] and [0, 2, 2, 1], states 0 to 3"
    same(first, [1, 3, 0, 2], what="the actions of the first agent", inputs=inputs)
    same(second, [0, 2, 2, 1], what="the actions of the second agent", inputs=inputs)
