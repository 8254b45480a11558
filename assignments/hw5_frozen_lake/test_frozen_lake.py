"""Public tests of hw5: run `pytest`, or `pytest -k run` for one question.

They go from easy to hard. Each needs only the name it tests, except where the handout says that one function builds on
another. The numbers are small enough to follow with pen and paper; the handout shows how. More tests, which you do not
see, run when you hand in.
"""

import numpy as np

from autograder.testing import holds, question, same, scenario
from autograder.testing.domains.mdp import ScriptedEnv

# The lake of the handout, section "The table": wait (action 0) or go (action 1) on two tiles of ice, then the shore.
# Standing on the shore costs 3 a step for ever, but nobody who has arrived pays: the episode has terminated.
ICE = {
    0: {0: [(1.0, 0, 0.0, False)], 1: [(0.75, 1, 0.0, False), (0.25, 0, 0.0, False)]},
    1: {0: [(1.0, 0, 0.0, False)], 1: [(0.75, 2, 1.0, True), (0.25, 2, -1.0, True)]},
    2: {0: [(1.0, 2, -3.0, False)], 1: [(1.0, 2, -3.0, False)]},
}

# The handout's tie, section "Policy iteration": both actions of state 0 are worth the same.
TIE = {
    0: {0: [(1.0, 1, 0.0, False)], 1: [(1.0, 2, 0.0, False)]},
    1: {0: [(1.0, 0, 0.75, False)], 1: [(1.0, 0, 0.75, False)]},
    2: {0: [(1.0, 3, 1.0, True)], 1: [(1.0, 3, 1.0, True)]},
    3: {0: [(1.0, 3, 0.0, True)], 1: [(1.0, 3, 0.0, True)]},
}


class Scripted:
    """An agent that goes through a list of actions, whatever it sees."""

    exposed = ("get_action",)  # what a student's code may call

    def __init__(self, actions):
        self.actions, self.asked = actions, 0

    def get_action(self, observation):
        self.asked += 1
        return self.actions[(self.asked - 1) % len(self.actions)]


class Impatient(dict):
    """A table that puts an end to a search that does not end."""

    looks = 0

    def __getitem__(self, state):
        self.looks += 1
        if self.looks > 300_000:
            raise RuntimeError("300,000 looks at P, and no end: does it go back and forth between tied actions?")
        return super().__getitem__(state)


@scenario
def action_names(student):
    return student.ACTION_NAMES


@scenario
def row_and_column(student, state, ncol):
    row, col = student.to_row_col(state, ncol)
    return row, col


@scenario
def random_actions(student, number_of_actions, seed, count):
    """The actions that come up among the first ones of a random agent, each once."""
    agent = student.RandomAgent(number_of_actions, seed=seed)
    taken = [agent.get_action(0) for _ in range(count)]
    different = {repr(action): action for action in taken}
    return [different[name] for name in sorted(different)]


@scenario
def same_actions(student, first_seed, second_seed):
    """Whether two random agents, one after the other, act alike for 50 steps."""
    first, second = student.RandomAgent(4, seed=first_seed), student.RandomAgent(4, seed=second_seed)
    return [int(first.get_action(0)) for _ in range(50)] == [int(second.get_action(0)) for _ in range(50)]


@scenario
def greedy_actions(student, policy, states):
    """What a greedy agent does in each of these states."""
    agent = student.GreedyAgent(policy)
    return [agent.get_action(state) for state in states]


@scenario
def lists_of_run(student, agent, env, max_steps, seed):
    """The three lists that `run` returns."""
    observations, actions, rewards = student.run(agent, env, max_steps, seed=seed)
    return {"observations": observations, "actions": actions, "rewards": rewards}


def play(submission, actions, steps, max_steps, seed=None):
    """Run an episode that is written down: `steps` lists (next observation, reward, terminated, truncated).

    Returns what `run` returned, and every call that the environment saw.
    """
    env = ScriptedEnv(0, steps)
    return lists_of_run(submission, Scripted(actions), env, max_steps, seed), env.log


def rate(submission, episodes, seed):
    """The success rate in episodes that are written down, and the seeds they were started with."""
    env = ScriptedEnv(0, *episodes)
    share = submission.success_rate(Scripted([1]), env, len(episodes), 10, seed)
    return share, [call[1] for call in env.log if call[0] == "reset"]


@scenario
def iterate(student, P, gamma):
    """Policy iteration, on a table that loses its patience."""
    policy, V = student.policy_iteration(Impatient(P), gamma)
    return policy, V


def is_integer(value):
    """Tell whether a value is an integer, of Python or of NumPy."""
    if isinstance(value, np.ndarray):
        return value.shape == () and value.dtype.kind in "iu"
    return isinstance(value, int) and not isinstance(value, bool)


def check_integers(actions):
    """Check that actions are integers."""
    for action in actions:
        holds(is_integer(action), f"get_action returned {action!r}, which is not an integer")


def check_run(submission, steps, max_steps, expected):
    """Check the three lists of an episode in which the agent does 3, 2, 1, 0."""
    lists, _ = play(submission, [3, 2, 1, 0], steps, max_steps)
    inputs = f"steps {steps}, max_steps {max_steps}"
    for name, wanted in expected.items():
        same(lists[name], wanted, what=name, inputs=inputs)


def check_values(V, expected, inputs):
    """Check values to 1e-6; None stands for one that is not graded. A list of numbers is as good as an array."""
    if isinstance(V, list) and all(isinstance(value, float | np.ndarray) for value in V):
        V = np.array([float(value) for value in V if np.shape(value) == ()])
    right = np.array([0.0 if value is None else value for value in expected])
    if isinstance(V, np.ndarray) and V.shape == right.shape:
        V = V.astype(np.float64)
        right = np.where([value is None for value in expected], V, right)
    same(V, right, what="V", rtol=0, atol=1e-6, inputs=inputs)


def check_policy(policy, expected, inputs):
    """Check actions; None stands for a state in which any action is as good."""
    actions = policy
    if isinstance(policy, np.ndarray) and policy.shape == (len(expected),) and policy.dtype.kind in "iu":
        actions = policy.tolist()
    one_each = isinstance(actions, list | tuple) and len(actions) == len(expected) and all(map(is_integer, actions))
    holds(one_each, f"the policy is not an array of {len(expected)} integers", note=f"It is {policy!r}.")
    for state, action in enumerate(expected):
        if action is not None:
            same(actions[state], action, what=f"the action in state {state}", inputs=inputs)


# ---------------------------------------------------------------- names


@question("names", points=1)
def test_action_names(submission):
    """ACTION_NAMES says what FrozenLake calls its actions."""
    same(action_names(submission), {0: "LEFT", 1: "DOWN", 2: "RIGHT", 3: "UP"}, what="ACTION_NAMES")


@question("names", points=1)
def test_to_row_col_on_the_small_lake(submission):
    """to_row_col counts rows and columns from 0, row by row, on a lake of 4 columns."""
    for state, expected in {0: (0, 0), 3: (0, 3), 4: (1, 0), 14: (3, 2)}.items():
        same(row_and_column(submission, state, 4), expected, what="(row, col)", inputs=f"state {state}, ncol 4")


@question("names", points=1)
def test_to_row_col_on_another_lake(submission):
    """to_row_col takes the number of columns from its argument."""
    for state, ncol, expected in [(5, 3, (1, 2)), (5, 8, (0, 5)), (6, 1, (6, 0))]:
        same(row_and_column(submission, state, ncol), expected, what="(row, col)", inputs=f"state {state}, ncol {ncol}")


# ---------------------------------------------------------------- agents


@question("random_agent", points=1)
def test_random_agent_takes_every_action(submission):
    """RandomAgent(3) takes actions 0, 1 and 2, and no others."""
    taken = random_actions(submission, 3, 7, 200)
    check_integers(taken)
    same(taken, [0, 1, 2], what="the actions that came up in 200 steps")


@question("random_agent", points=1)
def test_random_agent_same_seed(submission):
    """Two RandomAgents with the same seed do the same."""
    for seed in (1, 0):
        holds(same_actions(submission, seed, seed), f"two agents with seed={seed} do not act alike")
    holds(len(random_actions(submission, 4, 1, 50)) > 1, "the agent takes the same action in all of 50 steps")


@question("random_agent", points=1)
def test_random_agent_other_seed(submission):
    """Two RandomAgents with different seeds do different things."""
    holds(not same_actions(submission, 1, 2), "agents with seed=1 and seed=2 do the same for 50 steps")


@question("greedy_agent", points=1.5)
def test_greedy_agent_follows_its_policy(submission):
    """GreedyAgent takes the action that its policy has for the state it sees."""
    taken = greedy_actions(submission, np.array([2, 0, 3, 1]), [0, 1, 2, 3, 0])
    check_integers(taken)
    same(taken, [2, 0, 3, 1, 2], what="the actions", inputs="policy [2, 0, 3, 1], states 0, 1, 2, 3, 0")


# ---------------------------------------------------------------- run

# Each step: (next observation, reward, terminated, truncated). The first observation, from reset(), is 0.
THREE_STEPS = [(4, 0.0, False, False), (8, 0.5, False, False), (9, 1.0, True, False)]


@question("run", points=2)
def test_run_until_terminated(submission):
    """run returns what the agent saw, did and got, up to the step that terminates."""
    expected = {"observations": [0, 4, 8], "actions": [3, 2, 1], "rewards": [0.0, 0.5, 1.0]}
    check_run(submission, THREE_STEPS, 10, expected)


@question("run", points=1)
def test_run_until_truncated(submission):
    """run stops after a step that is truncated."""
    steps = [(4, 0.0, False, False), (8, 0.5, False, True), (9, 1.0, True, False)]
    check_run(submission, steps, 10, {"observations": [0, 4], "actions": [3, 2], "rewards": [0.0, 0.5]})


@question("run", points=1)
def test_run_until_max_steps(submission):
    """run stops after max_steps steps."""
    check_run(submission, THREE_STEPS, 2, {"observations": [0, 4], "actions": [3, 2], "rewards": [0.0, 0.5]})


@question("run", points=0.5)
def test_run_resets_with_the_seed(submission):
    """run resets the environment once, with the seed."""
    _, calls = play(submission, [1], THREE_STEPS, 10, seed=7)
    resets = [call[1] for call in calls if call[0] == "reset"]
    same(resets, [7], what="the seeds of all calls of env.reset", inputs="run(..., seed=7)")


# ---------------------------------------------------------------- success_rate


@question("success_rate", points=1.5)
def test_success_rate_counts_positive_sums(submission):
    """success_rate is the share of episodes whose rewards sum to more than 0 (it uses run)."""
    won, lost = [(1, 0.0, False, False), (2, 1.0, True, False)], [(1, 0.0, False, False), (2, 0.0, True, False)]
    share, _ = rate(submission, [won, lost, won, won], seed=0)
    same(share, 0.75, what="the success rate", inputs="episodes with rewards [0, 1], [0, 0], [0, 1], [0, 1]")


@question("success_rate", points=0.5)
def test_success_rate_counts_seeds(submission):
    """success_rate runs episode k with the seed seed + k (it uses run)."""
    _, seeds = rate(submission, [[(1, 1.0, True, False)]] * 3, seed=5)
    same(seeds, [5, 6, 7], what="the seeds of all calls of env.reset", inputs="success_rate(..., episodes=3, seed=5)")


# ---------------------------------------------------------------- policy_evaluation


@question("policy_evaluation", points=1)
def test_evaluation_of_a_loop(submission):
    """policy_evaluation discounts: a reward of 1 in every step is worth 1 / (1 - gamma)."""
    V = submission.policy_evaluation({0: {0: [(1.0, 0, 1.0, False)]}}, np.array([[1.0]]), 0.5)
    check_values(V, [2.0], inputs="P={0: {0: [(1.0, 0, 1.0, False)]}}, gamma=0.5")


@question("policy_evaluation", points=1.5)
def test_evaluation_stops_where_an_episode_ends(submission):
    """policy_evaluation adds nothing after a terminated outcome, whatever the next state is worth."""
    V = submission.policy_evaluation(
        {0: {0: [(1.0, 1, 2.0, True)]}, 1: {0: [(1.0, 1, -3.0, False)]}}, np.array([[1.0], [1.0]]), 0.5
    )
    check_values(V, [2.0, None], inputs="state 0: reward 2, then the end; state 1: -3 in every step; gamma=0.5")


@question("policy_evaluation", points=1.5)
def test_evaluation_of_the_ice(submission):
    """policy_evaluation averages over outcomes and over the policy's actions."""
    always_go = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    V = submission.policy_evaluation(ICE, always_go, 0.5)
    check_values(V, [3 / 14, 0.5, None], inputs="the ice of the handout, always go, gamma=0.5")
    half = np.full((3, 2), 0.5)
    V = submission.policy_evaluation(ICE, half, 0.5)
    check_values(V, [3 / 41, 11 / 41, None], inputs="the ice of the handout, wait or go by a coin, gamma=0.5")


# ---------------------------------------------------------------- policy_improvement


@question("policy_improvement", points=1)
def test_improvement_on_the_ice(submission):
    """policy_improvement takes the action with the largest value."""
    policy = submission.policy_improvement(ICE, np.array([0.25, 0.5, -6.0]), 0.5)
    check_policy(policy, [1, 1, None], inputs="the ice of the handout, V=[0.25, 0.5, -6], gamma=0.5")


@question("policy_improvement", points=1)
def test_improvement_looks_ahead(submission):
    """policy_improvement counts the reward and what follows, and nothing after a terminated outcome."""
    P = {
        0: {0: [(1.0, 1, 1.0, False)], 1: [(1.0, 0, -1.0, False)], 2: [(1.0, 2, 2.0, False)]},
        1: {0: [(1.0, 2, 0.0, True)], 1: [(1.0, 2, 1.0, True)], 2: [(1.0, 0, -1.5, False)]},
        2: {0: [(1.0, 2, 0.0, True)], 1: [(1.0, 2, 0.0, True)], 2: [(1.0, 2, 0.0, True)]},
    }
    # state 0: 1 + 0.5 * 1, -1 + 0.5 * 4, 2 - 0.5 * 4; state 1: 0, 1, -1.5 + 0.5 * 4
    policy = submission.policy_improvement(P, np.array([4.0, 1.0, -4.0]), 0.5)
    check_policy(policy, [0, 1, None], inputs="V=[4, 1, -4], gamma=0.5; see the test for P")


# ---------------------------------------------------------------- policy_iteration and value_iteration


@question("policy_iteration", points=1)
def test_policy_iteration_on_the_ice(submission):
    """policy_iteration finds the best policy and its values (it may use evaluation and improvement)."""
    policy, V = iterate(submission, ICE, 0.5)
    check_policy(policy, [1, 1, None], inputs="the ice of the handout, gamma=0.5")
    check_values(V, [3 / 14, 0.5, None], inputs="the ice of the handout, gamma=0.5")


@question("policy_iteration", points=1)
def test_policy_iteration_ends_on_a_tie(submission):
    """policy_iteration ends where two actions are worth the same."""
    policy, V = iterate(submission, TIE, 0.5)
    check_policy(policy, [None, None, None, None], inputs="the tie of the handout, gamma=0.5")
    check_values(V, [0.5, 1.0, 1.0, None], inputs="the tie of the handout, gamma=0.5")


@question("value_iteration", points=1)
def test_value_iteration_on_the_ice(submission):
    """value_iteration finds the best policy and the optimal values."""
    policy, V = submission.value_iteration(ICE, 0.5)
    check_policy(policy, [1, 1, None], inputs="the ice of the handout, gamma=0.5")
    check_values(V, [3 / 14, 0.5, None], inputs="the ice of the handout, gamma=0.5")


@question("value_iteration", points=1)
def test_value_iteration_when_everything_costs(submission):
    """value_iteration finds the cheapest way where every reward is negative."""
    P = {
        0: {0: [(1.0, 0, -1.0, False)], 1: [(1.0, 1, -3.0, False)]},
        1: {0: [(1.0, 1, -2.0, True)], 1: [(1.0, 0, -0.5, False)]},
    }
    # waiting in state 0 for ever costs 1 / (1 - 0.5) = 2; leaving costs 3 at once. State 1: -0.5 + 0.5 * -2.
    policy, V = submission.value_iteration(P, 0.5)
    check_policy(policy, [0, 1], inputs="only costs: see the test for P; gamma=0.5")
    check_values(V, [-2.0, -1.5], inputs="only costs: see the test for P; gamma=0.5")
