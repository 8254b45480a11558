"""What the hidden tests of hw5 share: agents, tables, and how values and policies are checked.

Runners are judged by the log of a scripted environment, agents by what they do, values and policies by exact ones. In
FrozenLake a missing `terminated` does not show, as its terminal states loop on themselves with reward 0: most tables
here have rewards and costs where an episode has ended. Discount factors lie strictly between 0 and 1: at 0 and at 1
some right ways to stop an iteration divide by 0 or never stop, and the contract asks nothing there.
"""

import functools

import gymnasium
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from autograder.testing import CheckFailed, Evidence, same, scenario, some
from autograder.testing.calls import explained
from autograder.testing.domains.mdp import action_values, optimal_value, policy_value, scalar
from autograder.testing.show import show

few = settings(max_examples=15)
gammas = st.sampled_from([0.5, 0.9])
tables = some.mdps(states=(3, 4), actions=(2, 3))

# ---------------------------------------------------------------- agents and scenarios


class Scripted:
    """An agent that goes through a list of actions, and notes what it sees."""

    exposed = ("get_action",)

    def __init__(self, actions):
        self.actions, self.log = actions, []

    def get_action(self, observation):
        self.log.append(scalar(observation))
        return self.actions[(len(self.log) - 1) % len(self.actions)]


class Follower:
    """An agent that follows a policy."""

    def __init__(self, policy):
        self.policy = policy

    def get_action(self, observation):
        return int(self.policy[int(observation)])


@scenario
def on_the_lake(student, name, map_name, slippery, *args):
    """Call a function with the table that Gymnasium itself made."""
    env = gymnasium.make("FrozenLake-v1", map_name=map_name, is_slippery=slippery)
    return getattr(student, name)(env.unwrapped.P, *args)


# ---------------------------------------------------------------- tables


def table(*rows):
    """Make a table from lists of outcomes: one row for each state, one list for each action."""
    return {s: dict(enumerate(row)) for s, row in enumerate(rows)}


# The last state is where episodes end. It loops on itself: with a reward, with a cost, with a reward and an end.
LOOPS = {
    "a reward for ever": [(1.0, 2, 4.0, False)],
    "a cost for ever": [(1.0, 2, -4.0, False)],
    "a reward once": [(1.0, 2, 4.0, True)],
}


def crossing(loop):
    """Make a table in which state 2 ends an episode when it is reached by one way, and does not by another."""
    return table(
        [[(1.0, 1, -1.0, False)], [(0.5, 2, 2.0, True), (0.5, 0, 0.0, False)], [(1.0, 2, 1.0, True)]],
        [[(1.0, 2, -1.0, True)], [(0.25, 2, 1.0, False), (0.75, 2, 1.0, True)], [(1.0, 0, 0.5, False)]],
        [loop] * 3,
    )


# Every step costs something, and a way out exists; rewards are never positive.
COSTS = table(
    [[(1.0, 0, -1.0, False)], [(0.5, 1, -2.0, False), (0.5, 0, -2.0, False)]],
    [[(1.0, 0, -0.25, False)], [(0.5, 2, -3.0, False), (0.5, 3, -1.0, True)]],
    [[(1.0, 3, -8.0, True)], [(1.0, 1, -0.5, False)]],
    [[(1.0, 3, 0.0, True)]] * 2,
)

# One next state occurs several times in a list, with different rewards.
REPEATED = table(
    [
        [(0.25, 1, 1.0, False), (0.5, 1, 3.0, False), (0.25, 0, -2.0, False)],
        [(0.5, 0, 0.0, False), (0.5, 0, 2.0, False)],
    ],
    [
        [(0.125, 0, 0.0, False), (0.625, 0, 1.0, False), (0.25, 2, 5.0, True)],
        [(0.5, 2, 2.0, True), (0.25, 2, 6.0, True), (0.25, 1, 0.0, False)],
    ],
    [[(1.0, 2, -1.0, False)]] * 2,
)

# Values around 100 at gamma = 0.99: a method that stops too early is far off.
LONG = table(
    [[(1.0, 0, 1.0, False)], [(0.5, 1, 0.0, False), (0.5, 0, 0.0, False)]],
    [[(1.0, 0, 0.0, False)], [(0.75, 1, 2.0, False), (0.25, 2, -8.0, True)]],
    [[(1.0, 2, 1.0, False)]] * 2,
)


@functools.cache
def lake(map_name, slippery):
    """Return Gymnasium's own table."""
    return gymnasium.make("FrozenLake-v1", map_name=map_name, is_slippery=slippery).unwrapped.P


@st.composite
def problems(draw):
    """Draw a small MDP, a policy for it and a discount factor."""
    P = draw(tables)
    row = st.sampled_from([(1, 1, 1), (1, 0, 0), (1, 3, 0), (1, 2, 5)])
    weights = np.array([draw(row)[: len(P[0])] for _ in P], dtype=float)
    return {"P": P, "policy": weights / weights.sum(axis=1, keepdims=True), "gamma": draw(gammas)}


# ---------------------------------------------------------------- checks


def is_integer(value):
    """Tell whether a value is an integer, of Python or of NumPy."""
    if isinstance(value, np.ndarray):
        return value.shape == () and value.dtype.kind in "iu"
    return isinstance(value, int) and not isinstance(value, bool)


def only_an_end(P, state):
    """Tell whether a state is nothing but the end of episodes: it leads nowhere, and is reached by ending only.

    Textbooks give such a state the value 0, `P` may say something else, and nobody ever gets to see it: it is free.
    """
    others = [(s, o) for s in P for outcomes in P[s].values() for o in outcomes if o[1] == state]
    leads_nowhere = all(o[1] == state for outcomes in P[state].values() for o in outcomes)
    return leads_nowhere and any(o[3] for _, o in others) and all(o[3] for s, o in others if s != state)


def check_values(V, P, expected, inputs):
    """Check values to 1e-6. A list of numbers is as good as an array; the dtype is free."""
    if isinstance(V, list | tuple) and all(
        isinstance(v, int | float) or (isinstance(v, np.ndarray) and v.shape == ()) for v in V
    ):
        V = np.array([float(v) for v in V], dtype=np.float64)
    expected = np.asarray(expected)
    if isinstance(V, np.ndarray) and V.dtype.kind in "fiu" and V.shape == expected.shape:
        V = V.astype(np.float64)
        expected = np.where([only_an_end(P, state) for state in P], np.nan_to_num(V), expected)
    same(V, expected, what="V", rtol=0, atol=1e-6, inputs=inputs)


def as_actions(policy, P, inputs):
    """Check that a policy is one action for each state, and return it. A list of integers is as good as an array."""
    given = policy
    if isinstance(policy, list | tuple) and all(map(is_integer, policy)):
        policy = np.array([int(action) for action in policy])
    finding = None
    if not isinstance(policy, np.ndarray) or policy.shape != (len(P),):
        finding = "the policy is not one action for each state"
    elif policy.dtype.kind not in "iu":
        finding = "the policy does not consist of integers"
    elif not all(0 <= action < len(P[0]) for action in policy.tolist()):
        finding = f"the policy has an action outside 0..{len(P[0]) - 1}"
    if finding:
        kind = f"shape {given.shape}, {given.dtype}: " if isinstance(given, np.ndarray) else ""
        wanted = f"{len(P)} integers, shape ({len(P)},)"
        raise CheckFailed(Evidence(finding, yours=kind + show(given), expected=wanted, inputs=inputs))
    return policy.astype(int)


def check_optimal(policy, P, gamma, inputs):
    """Check that no policy is worth more than this one, in any state; as it is worth exactly."""
    policy, best = as_actions(policy, P, inputs), optimal_value(P, gamma)
    lost = best - policy_value(P, policy, gamma)
    if lost.max() > 1e-6:
        Q = action_values(P, best, gamma)
        state = int((Q.max(axis=1) - Q[np.arange(len(P)), policy]).argmax())
        finding = f"the policy is not optimal: in state {state} another action is better"
        blame(finding, state, int(policy[state]), int(Q[state].argmax()), Q, inputs)


def blame(finding, state, action, better, Q, inputs):
    """Fail with an action of a policy and one that is worth more."""
    raise CheckFailed(
        Evidence(
            finding,
            yours=f"action {action}, worth {Q[state, action]:.6g}",
            expected=f"action {better}, worth {Q[state, better]:.6g}",
            inputs=inputs,
        )
    )


def told(P, **rest):
    """Return a table as text that can be pasted, short enough for a telephone, after what goes with it."""
    rows = (
        f"{s}: {{{', '.join(f'{a}: {outcomes!r}'.replace(' ', '') for a, outcomes in row.items())}}}"
        for s, row in P.items()
    )
    text = f"P={{{', '.join(rows)}}}".replace(".0,", ",")
    text = text if len(text) <= 400 else f"{text[:200]} ... {text[-190:]}"
    return ", ".join([*(f"{name}={show(value)}" for name, value in rest.items()), text])


def check_solution(submission, name, P, gamma, *args, **kwargs):
    """Check that `policy_iteration` or `value_iteration` finds an optimal policy and the optimal values."""
    with explained(name, submission, (P, gamma, *args), kwargs):
        result = getattr(submission, name)(P, gamma, *args, **kwargs)
    check_pair(result, P, float(gamma), told(P, gamma=gamma))


def check_lake(submission, name, map_name, slippery, gamma):
    """Check the same on the table that Gymnasium made."""
    inputs = f"FrozenLake-v1, {map_name}, {'' if slippery else 'not '}slippery, gamma={gamma}"
    check_pair(on_the_lake(submission, name, map_name, slippery, gamma), lake(map_name, slippery), gamma, inputs)


def check_pair(result, P, gamma, inputs):
    """Check that a result is an optimal policy and the optimal values."""
    pair = isinstance(result, list | tuple) and len(result) == 2
    if not pair:
        raise CheckFailed(Evidence("the result is not a pair (policy, V)", yours=show(result), inputs=inputs))
    policy, V = result
    check_values(V, P, optimal_value(P, gamma), inputs)
    check_optimal(policy, P, gamma, inputs)
