"""Hidden tests of hw5: every sentence of the contract, on inputs that students have not seen.

Runners are judged by the log of a scripted environment, agents by what they do, values and policies by exact ones. In
FrozenLake a missing `terminated` does not show, as its terminal states loop on themselves with reward 0: most tables
here have rewards and costs where an episode has ended. Discount factors lie strictly between 0 and 1: at 0 and at 1
some right ways to stop an iteration divide by 0 or never stop, and the contract asks nothing there.
"""

import functools
import itertools

import gymnasium
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import CheckFailed, Evidence, Frequencies, holds, question, same, scenario, some, unmodified
from autograder.testing.calls import about_style, explained
from autograder.testing.domains.mdp import ScriptedEnv, action_values, optimal_value, policy_value, scalar
from autograder.testing.show import show

few = settings(max_examples=15)
gammas = st.sampled_from([0.5, 0.9])
tables = some.mdps(states=(3, 4), actions=(2, 3))

# ---------------------------------------------------------------- scenarios


@scenario
def rows_and_columns(student, states, ncol, numpy_integers):
    """Where each of these states lies."""
    number = np.int64 if numpy_integers else int
    places = []
    for state in states:
        row, col = student.to_row_col(number(state), number(ncol))
        places.append((row, col))
    return places


@about_style
def _count_actions(student, number_of_actions, seed, samples, together):
    agent = student.RandomAgent(number_of_actions, seed=seed)
    counts = [0] * number_of_actions**together
    for _ in range(samples):
        kind = 0
        for _ in range(together):
            kind = kind * number_of_actions + int(agent.get_action(sum(counts) % 7))
        counts[kind] += 1
    return counts


# How often each action came up, or each pair of actions. Right agents differ in it.
count_actions = scenario(_count_actions)


@scenario
def kinds_of_actions(student, number_of_actions, seed, count):
    """Which actions come up, and whether all of them are integers; `seed` is None or a number."""
    agent = student.RandomAgent(np.int64(number_of_actions), seed)
    taken = [np.asarray(agent.get_action(np.int64(step % 16))) for step in range(count)]
    return sorted({action.item() for action in taken}), all(a.shape == () and a.dtype.kind in "iu" for a in taken)


@scenario
def pairs_of_actions(student, number_of_actions, seed, count):
    """Which actions follow on which."""
    agent = student.RandomAgent(number_of_actions, seed=seed)
    taken = [int(agent.get_action(0)) for _ in range(count)]
    return sorted(set(itertools.pairwise(taken)))


@scenario
def undisturbed(student, seed, disturbance):
    """Whether an agent does the same with and without a disturbance after each of its actions."""
    alone = student.RandomAgent(5, seed=seed)
    expected = [int(alone.get_action(0)) for _ in range(60)]
    agent = student.RandomAgent(5, seed=seed)
    other = None
    taken = []
    for step in range(60):
        taken.append(int(agent.get_action(step % 16 if disturbance == "what it sees" else 0)))
        if disturbance == "an agent with another seed":
            other = other or student.RandomAgent(5, seed=seed + 1)
            other.get_action(0)
        elif disturbance == "an agent with the same seed":
            other = other or student.RandomAgent(5, seed=seed)
            other.get_action(0)
        elif disturbance == "np.random.seed":
            np.random.seed(step % 3)
    return taken == expected


@scenario
def acts_at_random(student, seed):
    """Whether an agent takes more than one action in 60 steps: one that does not has nothing to keep apart."""
    agent = student.RandomAgent(5, seed=seed)
    return len({int(agent.get_action(0)) for _ in range(60)}) > 1


def check_acts_at_random(submission, seed):
    """Check that; one of five actions comes up 60 times in a row with a probability of 5^-59."""
    holds(acts_at_random(submission, seed), "the agent takes the same action in all of 60 steps")


@scenario
def first_alike(student, seeds):
    """For each seed, which agent is the first to do the same in 50 steps; all are made before the first one acts.

    What they do is summed up, so that it can be recognised where it is another sequence every time.
    """
    agents = [student.RandomAgent(4, seed) for seed in seeds]
    taken = [[int(agent.get_action(0)) for _ in range(50)] for agent in agents]
    return [taken.index(sequence) for sequence in taken]


@scenario
def global_state_changed(student, seed):
    """Whether making a random agent and asking it changes NumPy's global random state."""
    np.random.seed(3)
    before = np.random.get_state()
    agent = student.RandomAgent(4, seed=seed)
    for _ in range(30):
        agent.get_action(0)
    after = np.random.get_state()
    return not all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


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
def lists_of_run(student, agent, env, max_steps, numpy_integers, **seed):
    """The three lists that `run` returns."""
    max_steps = np.int64(max_steps) if numpy_integers else max_steps
    observations, actions, rewards = student.run(agent, env, max_steps, **seed)
    return {"observations": observations, "actions": actions, "rewards": rewards}


def play(submission, actions, start, steps, max_steps, seed=None, numpy_integers=False):
    """Run a scripted episode: what `run` returned, what the agent saw, what the environment was asked."""
    number = np.int64 if numpy_integers else int
    env = ScriptedEnv(number(start), [(number(following), *rest) for following, *rest in steps])
    agent = Scripted([number(action) for action in actions])
    seeded = {} if seed is None else {"seed": seed}
    return lists_of_run(submission, agent, env, max_steps, numpy_integers, **seeded), agent.log, env.log


@scenario
def play_on_the_lake(student, policy, slippery, max_steps, limit, seed):
    """Run an episode on Gymnasium's lake, with its own limit on steps."""
    env = gymnasium.make("FrozenLake-v1", map_name="4x4", is_slippery=slippery, max_episode_steps=limit)
    env.reset(seed=99)  # so that a mistake with seeds shows in the same way every time
    observations, actions, rewards = student.run(Follower(policy), env, max_steps, seed=seed)
    return {"observations": observations, "actions": actions, "rewards": rewards}


def rate(submission, episodes, max_steps, seed):
    """The success rate in episodes that are written down, and what the environment was asked."""
    env = ScriptedEnv(0, *episodes)
    return submission.success_rate(Scripted([1]), env, len(episodes), max_steps, seed), env.log


@scenario
def rate_on_the_lake(student, policy, episodes, max_steps, seed):
    """The success rate on Gymnasium's slippery lake."""
    env = gymnasium.make("FrozenLake-v1", map_name="4x4", is_slippery=True)
    env.reset(seed=99)
    return student.success_rate(Follower(policy), env, episodes, max_steps, seed)


@scenario
def evaluate_again(student, P, policy, gamma):
    """The values of a policy that has been changed in place since it was evaluated before."""
    changed = policy[:, ::-1].copy()
    student.policy_evaluation(P, changed, gamma)
    changed[:] = policy
    return student.policy_evaluation(P, changed, gamma)


@scenario
def on_the_lake(student, name, map_name, slippery, *args):
    """Call a function with the table that Gymnasium itself made."""
    env = gymnasium.make("FrozenLake-v1", map_name=map_name, is_slippery=slippery)
    return getattr(student, name)(env.unwrapped.P, *args)


class Impatient(dict):
    """A table that puts an end to a search that does not end."""

    looks = 0

    def __getitem__(self, state):
        self.looks += 1
        if self.looks > 300_000:
            raise RuntimeError("300,000 looks at P, and no end: does it go back and forth between tied actions?")
        return super().__getitem__(state)


@scenario
def iterate_impatiently(student, P, gamma):
    """Policy iteration on a table that loses its patience."""
    policy, V = student.policy_iteration(Impatient(P), gamma)
    return policy, V


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


def ties():
    """Make a table of pairs of actions that are worth exactly the same at gamma = 0.5.

    In each block, one action of the first state leads to a state that pays on the way back, the other one to a state
    that pays once and ends. Values found by iteration are slightly too small on the way round, so that each of the two
    looks better while the other one is taken.
    """
    rows, end = [], 6
    for flipped, scale in ((False, 1.0), (True, 8.0)):
        s = len(rows)
        around, out = [(1.0, s + 1, 0.0, False)], [(1.0, s + 2, 0.0, False)]
        rows += [
            [out, around] if flipped else [around, out],
            [[(1.0, s, 0.75 * scale, False)]] * 2,
            [[(1.0, end, scale, True)]] * 2,
        ]
    return table(*rows, [[(1.0, end, 0.0, True)]] * 2)


@functools.cache
def lake(map_name, slippery):
    """Return Gymnasium's own table."""
    return gymnasium.make("FrozenLake-v1", map_name=map_name, is_slippery=slippery).unwrapped.P


def some_policy(P, seed=0):
    """Return probabilities that differ in every state, some of them 0."""
    weights = np.random.default_rng(seed).integers(0, 4, size=(len(P), len(P[0]))).astype(float)
    weights[:, 0] += 1
    return weights / weights.sum(axis=1, keepdims=True)


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


def check_greedy(policy, P, V, gamma, inputs):
    """Check that each action of a policy has the largest value there is in its state, when V is what follows."""
    policy, Q = as_actions(policy, P, inputs), action_values(P, V, gamma)
    for state, action in enumerate(policy):
        best = int(Q[state].argmax())
        if Q[state, action] < Q[state, best] - 1e-9 * (1 + abs(Q[state, best])):
            _blame(f"in state {state} another action is better", state, int(action), best, Q, inputs)


def check_optimal(policy, P, gamma, inputs):
    """Check that no policy is worth more than this one, in any state; as it is worth exactly."""
    policy, best = as_actions(policy, P, inputs), optimal_value(P, gamma)
    lost = best - policy_value(P, policy, gamma)
    if lost.max() > 1e-6:
        Q = action_values(P, best, gamma)
        state = int((Q.max(axis=1) - Q[np.arange(len(P)), policy]).argmax())
        finding = f"the policy is not optimal: in state {state} another action is better"
        _blame(finding, state, int(policy[state]), int(Q[state].argmax()), Q, inputs)


def _blame(finding, state, action, better, Q, inputs):
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


def check_evaluation(submission, P, policy, gamma, *args, **kwargs):
    """Check the values of a policy."""
    with explained("policy_evaluation", submission, (P, policy, gamma, *args), kwargs):
        V = submission.policy_evaluation(P, policy, gamma, *args, **kwargs)
    check_values(V, P, policy_value(P, policy, float(gamma)), told(P, gamma=gamma, policy=policy))


def check_improvement(submission, P, V, gamma):
    """Check that a policy is greedy."""
    with explained("policy_improvement", submission, (P, V, gamma)):
        policy = submission.policy_improvement(P, V, gamma)
    check_greedy(policy, P, V, float(gamma), told(P, gamma=gamma, V=V))


def check_solution(submission, name, P, gamma, *args, **kwargs):
    """Check that `policy_iteration` or `value_iteration` finds an optimal policy and the optimal values."""
    with explained(name, submission, (P, gamma, *args), kwargs):
        result = getattr(submission, name)(P, gamma, *args, **kwargs)
    _check_pair(result, P, float(gamma), told(P, gamma=gamma))


def check_lake(submission, name, map_name, slippery, gamma):
    """Check the same on the table that Gymnasium made."""
    inputs = f"FrozenLake-v1, {map_name}, {'' if slippery else 'not '}slippery, gamma={gamma}"
    _check_pair(on_the_lake(submission, name, map_name, slippery, gamma), lake(map_name, slippery), gamma, inputs)


def _check_pair(result, P, gamma, inputs):
    pair = isinstance(result, list | tuple) and len(result) == 2
    if not pair:
        raise CheckFailed(Evidence("the result is not a pair (policy, V)", yours=show(result), inputs=inputs))
    policy, V = result
    check_values(V, P, optimal_value(P, gamma), inputs)
    check_optimal(policy, P, gamma, inputs)


def expected_episode(actions, start, steps, max_steps):
    """Return the three lists that `run` must return, and whether the episode ends by itself."""
    lists = {"observations": [], "actions": [], "rewards": []}
    observation = start
    for t, (following, reward, terminated, truncated) in enumerate(steps[:max_steps]):
        for name, value in (("observations", observation), ("actions", actions[t % len(actions)]), ("rewards", reward)):
            lists[name].append(value)
        if terminated or truncated:
            break
        observation = following
    return lists


def check_episode(submission, actions, start, steps, max_steps, **kwargs):
    """Check what `run` returns, and what it had the environment do."""
    shown = {"start": start, "steps": steps, "actions": actions, "max_steps": max_steps}
    with explained(lists_of_run, submission, (), shown) as inputs:
        lists, _, calls = play(submission, actions, start, steps, max_steps, **kwargs)
    expected = expected_episode(actions, start, steps, max_steps)
    for name, wanted in expected.items():
        same(lists[name], wanted, what=name, inputs=inputs)
    stepped = [call[1] for call in calls if call[0] == "step"]
    same(stepped, expected["actions"], what="the actions given to env.step", inputs=inputs)


def steps_of(calls):
    """Return how often an environment was asked to step, before and after its end."""
    kinds = [call[0] for call in calls]
    return kinds.count("step"), kinds.count("step after the end")


# ---------------------------------------------------------------- names


@question("names", points=2)
def test_to_row_col_everywhere(submission):
    """to_row_col is right for every state of lakes of several widths."""
    for ncol, states in ((5, range(15)), (8, range(64)), (7, range(21)), (1, range(3))):
        places = rows_and_columns(submission, list(states), ncol, False)
        for state, place in zip(states, places, strict=True):
            same(place, (state // ncol, state % ncol), what="(row, col)", inputs=f"state {state}, ncol {ncol}")


@question("names", points=1)
def test_to_row_col_numpy_integers(submission):
    """to_row_col takes NumPy integers, as environments may give them."""
    places = rows_and_columns(submission, [0, 7, 11], 4, True)
    same(places, [(0, 0), (1, 3), (2, 3)], what="the places", inputs="states 0, 7, 11 as np.int64, ncol 4")


# ---------------------------------------------------------------- agents

SINGLES = Frequencies([1 / 5] * 5, samples=6_000, notices=0.08)
PAIRS = Frequencies([1 / 9] * 9, samples=4_000, notices=0.08)


@question("random_agent", points=2.5)
def test_random_agent_is_uniform(submission):
    """RandomAgent takes every action equally often, whatever it sees."""
    taken, _ = kinds_of_actions(submission, 5, 11, 400)
    same(taken, [0, 1, 2, 3, 4], what="the actions that came up", inputs="RandomAgent(5, seed=11), 400 actions")
    SINGLES.check(count_actions(submission, 5, 11, SINGLES.samples, 1), what="action")


@question("random_agent", points=1.5)
def test_random_agent_has_no_pattern(submission):
    """RandomAgent's next action does not depend on its last one."""
    expected = [(first, second) for first in range(3) for second in range(3)]
    what, inputs = "what came up as two actions in a row", "RandomAgent(3, seed=12), 500 actions"
    same(pairs_of_actions(submission, 3, 12, 500), expected, what=what, inputs=inputs)
    counts = count_actions(submission, 3, 12, PAIRS.samples, 2)
    PAIRS.check(counts, what="of the 9 pairs of actions in a row, that of number")


@question("random_agent", points=1.5)
def test_random_agents_are_separate(submission):
    """RandomAgent's sequence depends on its seed alone, whatever it sees, and whatever other agents do meanwhile."""
    check_acts_at_random(submission, 4)
    holds(undisturbed(submission, 4, "what it sees"), "agents with the same seed that see other states do other things")
    for disturbance in ("an agent with another seed", "an agent with the same seed"):
        holds(undisturbed(submission, 4, disturbance), f"{disturbance}, taking turns with it, changes what it does")


@question("random_agent", points=0.5)
def test_random_agent_every_seed_counts(submission):
    """RandomAgents with different seeds do different things, whichever seeds they are."""
    seeds = [0, 1, 2, 3, 4, 10, 41, 1000, 123456]
    # Two alike by chance: 36 pairs, each with 4^-50.
    for seed, first in zip(seeds, first_alike(submission, seeds), strict=True):
        holds(seeds[first] == seed, f"agents with seed={seeds[first]} and seed={seed} do the same for 50 steps")


@question("random_agent", points=1)
def test_random_agent_does_not_read_global_state(submission):
    """RandomAgent's sequence does not depend on NumPy's global random state."""
    check_acts_at_random(submission, 4)
    holds(undisturbed(submission, 4, "np.random.seed"), "np.random.seed, called by others, changes what the agent does")


@question("random_agent", points=1)
def test_random_agent_does_not_change_global_state(submission):
    """RandomAgent leaves NumPy's global random state as it is."""
    for seed in (5, None):
        check_acts_at_random(submission, seed)
        changed = global_state_changed(submission, seed)
        holds(not changed, f"RandomAgent(4, seed={seed}) changes NumPy's global random state")


@question("random_agent", points=1)
def test_random_agent_without_a_seed(submission):
    """RandomAgent works without a seed, with NumPy integers, and for any number of actions."""
    for number, seed in ((4, None), (2, None), (1, 0), (7, 3)):
        taken, integers = kinds_of_actions(submission, number, seed, 600)
        inputs = f"RandomAgent({number}, seed={seed}), 600 actions"
        same(taken, list(range(number)), what="the actions that came up", inputs=inputs)
        holds(integers, "get_action returned something that is not an integer")


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


# ---------------------------------------------------------------- run


@st.composite
def episodes(draw):
    """Draw a scripted episode that ends by itself, the agent's actions, and a limit near its length."""
    length = draw(st.integers(1, 4))
    first = draw(st.integers(0, 5))
    rewards = [0.5, -1.0, 0.0, 2.0, 1.0, -0.25]
    ending = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
    steps = [
        ((first + 3 * (t + 1)) % 16, rewards[(first + t) % 6], *(ending if t == length - 1 else (False, False)))
        for t in range(length)
    ]
    actions = draw(st.sampled_from([[1, 2, 0], [3, 0], [2]]))
    return {"actions": actions, "start": first, "steps": steps, "max_steps": draw(st.integers(0, length + 2))}


@question("run", points=3)
@few
@given(episode=episodes())
def test_run_any_episode(submission, episode):
    """run returns the right lists, and takes the right steps, in any episode."""
    check_episode(submission, **episode)


ENDINGS = {"terminated": (True, False), "truncated": (False, True), "terminated and truncated": (True, True)}


@question("run", points=2)
def test_run_never_steps_after_the_end(submission):
    """run does not step an episode that is over."""
    for word, ending in ENDINGS.items():
        steps = [(1, 0.0, False, False), (2, 1.0, *ending)]
        for max_steps in (2, 3, 6):
            _, _, calls = play(submission, [1], 0, steps, max_steps)
            holds(
                steps_of(calls) == (2, 0),
                f"an episode that is {word} in step 2 is stepped {sum(steps_of(calls))} times, or reset and begun anew",
                inputs={"max_steps": max_steps},
            )


@question("run", points=2)
def test_run_max_steps_exactly(submission):
    """run takes max_steps steps when the episode is longer or just as long: also 0, and also 1."""
    steps = [(1, 0.0, False, False), (2, 1.0, False, False), (3, 0.5, False, False), (4, 2.0, True, False)]
    for max_steps in (0, 1, 3, 4):
        check_episode(submission, [2, 1], 0, steps, max_steps)


@question("run", points=1)
def test_run_does_not_close(submission):
    """run leaves the environment open."""
    for ending in ENDINGS.values():
        for max_steps in (1, 5):
            _, _, calls = play(submission, [1], 0, [(1, 0.0, False, False), (2, 1.0, *ending)], max_steps)
            holds(("close",) not in calls, "run closes the environment, which belongs to the caller")
            holds(sum(steps_of(calls)) > 0, "run does not step the environment at all")


@question("run", points=1.5)
def test_run_resets_exactly_once(submission):
    """run resets exactly once, first of all, with the seed; without a seed it gives None."""
    steps = [(1, 0.0, False, False), (2, 1.0, True, False)]
    for seed in (0, 12345, None):
        for max_steps in (0, 1, 2, 5):
            _, _, calls = play(submission, [1], 0, steps, max_steps, seed)
            resets = [call[1] for call in calls if call[0] == "reset"]
            inputs = f"seed={seed}, max_steps={max_steps}"
            same(resets, [seed], what="the seeds of all calls of env.reset", inputs=inputs)
            holds(calls[0][0] == "reset", "the environment is stepped before it is reset")


@question("run", points=2)
def test_run_shows_the_agent_what_happens(submission):
    """run gives the agent each observation in turn, and does what the agent says."""
    steps = [(5, 0.0, False, False), (9, 0.0, False, False), (2, 1.0, True, False)]
    actions = [3, 1, 2, 0, 1, 3]
    lists, seen, calls = play(submission, actions, 7, steps, 10)
    inputs = "observations 7, 5, 9, then the end; the agent does 3, 1, 2, ..."
    same(seen[:3], [7, 5, 9], what="what the agent was shown", inputs=inputs)
    stepped = [call[1] for call in calls if call[0] == "step"]
    same(lists["actions"], stepped, what="the list of actions, beside those given to env.step", inputs=inputs)
    same(stepped, actions[:3], what="the actions given to env.step", inputs=inputs)


@question("run", points=1)
def test_run_numpy_integers(submission):
    """run works when observations, actions and max_steps are NumPy integers."""
    steps = [(5, 0.5, False, False), (9, -1.0, False, False), (2, 1.0, True, False)]
    for max_steps in (2, 5):
        check_episode(submission, [3, 1], 4, steps, max_steps, numpy_integers=True)


@question("run", points=1)
def test_run_on_the_lake(submission, reference):
    """run plays Gymnasium's FrozenLake, with its limit on steps."""
    policy = np.array([1, 2, 1, 0, 1, 0, 1, 0, 2, 1, 1, 0, 0, 2, 2, 0])
    for slippery, max_steps, limit, seed in ((False, 100, 100, 1), (True, 100, 6, 2), (True, 100, 100, 3)):
        given = (policy, slippery, max_steps, limit, seed)
        yours, expected = play_on_the_lake(submission, *given), play_on_the_lake(reference, *given)
        inputs = f"FrozenLake-v1, slippery: {slippery}, max_episode_steps={limit}, seed={seed}"
        for name, wanted in expected.items():
            same(yours[name], wanted, what=name, inputs=inputs)


# ---------------------------------------------------------------- success_rate


def episode_of(rewards):
    """Write down an episode with these rewards, which terminates."""
    return [(t + 1, float(r), t == len(rewards) - 1, False) for t, r in enumerate(rewards)]


def check_rate(submission, rewards, expected):
    """Check the success rate in episodes with these rewards."""
    share, _ = rate(submission, [episode_of(r) for r in rewards], 10, 3)
    same(share, expected, what="the success rate", inputs=f"episodes with rewards {rewards}")


@question("success_rate", points=2.5)
def test_success_rate_sums_rewards(submission):
    """success_rate counts episodes by the sum of all their rewards, which must be more than 0."""
    check_rate(submission, [[1.0, -2.0, 0.5], [-1.0, 1.5, -0.25], [2.0, -2.0], [0.25], [-1.0, 0.5]], 0.4)
    check_rate(submission, [[3.0, 2.0], [5.0, -1.0], [-1.0, -1.0]], 2 / 3)
    check_rate(submission, [[0.0], [0.0, 0.0]], 0.0)
    check_rate(submission, [[1.0, 0.0]], 1.0)


@question("success_rate", points=1.5)
def test_success_rate_resets_once_an_episode(submission):
    """success_rate resets once for each episode, with seed, seed + 1, seed + 2, ..., and closes nothing."""
    _, calls = rate(submission, [episode_of([0.0, 1.0]), episode_of([0.0])] * 3, 10, 41)
    resets = [call[1] for call in calls if call[0] == "reset"]
    same(resets, [41, 42, 43, 44, 45, 46], what="the seeds of all calls of env.reset", inputs="6 episodes, seed=41")
    holds(("close",) not in calls, "success_rate closes the environment, which belongs to the caller")


@question("success_rate", points=1)
def test_success_rate_passes_max_steps_on(submission):
    """success_rate lets no episode go on after max_steps (it uses run)."""
    early, late = episode_of([1.0, 0.0]), episode_of([0.0] * 7 + [1.0])
    for max_steps, expected in ((4, 0.5), (20, 1.0)):
        share, _ = rate(submission, [early, late], max_steps, 0)
        inputs = f"one episode is won in step 1, one in step 8; max_steps={max_steps}"
        same(share, expected, what="the success rate", inputs=inputs)


@question("success_rate", points=1)
def test_success_rate_on_the_lake(submission, reference):
    """success_rate is right on Gymnasium's slippery FrozenLake (it uses run)."""
    policy = np.array([0, 3, 3, 3, 0, 0, 0, 0, 3, 1, 0, 0, 0, 2, 1, 0])
    given = (policy, 25, 60, 100)
    yours, expected = rate_on_the_lake(submission, *given), rate_on_the_lake(reference, *given)
    same(yours, expected, what="the success rate", inputs="FrozenLake-v1, slippery, a good policy, 25 episodes")


# ---------------------------------------------------------------- policy_evaluation


@question("policy_evaluation", points=4)
@few
@given(problem=problems())
def test_evaluation_of_any_problem(submission, problem):
    """policy_evaluation is within 1e-6 of the exact values, for any table and any policy."""
    check_evaluation(submission, problem["P"], problem["policy"], problem["gamma"])


@question("policy_evaluation", points=2)
def test_evaluation_ends_by_the_outcome(submission):
    """policy_evaluation adds nothing after a terminated outcome, and goes on after any other, to the same state."""
    for loop in LOOPS.values():
        P = crossing(loop)
        check_evaluation(submission, P, np.array([[0.0, 1.0, 0.0]] * 3), 0.5)
        check_evaluation(submission, P, some_policy(P), 0.9)


@question("policy_evaluation", points=2)
def test_evaluation_of_costs(submission):
    """policy_evaluation is right where all rewards are negative."""
    check_evaluation(submission, COSTS, np.full((4, 2), 0.5), 0.9)
    check_evaluation(submission, COSTS, np.array([[1.0, 0.0]] * 4), 0.5)


@question("policy_evaluation", points=1.5)
def test_evaluation_of_repeated_next_states(submission):
    """policy_evaluation counts every outcome, also when a next state occurs several times in a list."""
    check_evaluation(submission, REPEATED, np.array([[1.0, 0.0]] * 3), 0.5)
    check_evaluation(submission, REPEATED, np.array([[0.25, 0.75]] * 3), 0.9)


@question("policy_evaluation", points=1.5)
def test_evaluation_far_ahead(submission):
    """policy_evaluation is within 1e-6 also at gamma = 0.99, where it takes long; tol may be given."""
    check_evaluation(submission, LONG, np.array([[0.75, 0.25], [0.5, 0.5], [0.5, 0.5]]), 0.99)
    check_evaluation(submission, LONG, np.array([[0.5, 0.5]] * 3), np.array(0.9), tol=1e-11)


@question("policy_evaluation", points=1)
def test_evaluation_of_deterministic_policies(submission):
    """policy_evaluation is right for policies with probabilities 0 and 1, also when one changes between two calls."""
    P = crossing(LOOPS["a cost for ever"])
    for actions in ([0, 1, 0], [2, 2, 1], [1, 0, 2]):
        check_evaluation(submission, P, np.eye(3)[actions], 0.5, 1e-11)
    policy = np.eye(3)[[0, 2, 0]]
    V = evaluate_again(submission, P, policy, 0.5)
    inputs = told(P, gamma=0.5, policy=policy) + "; the second call, with an array that held another policy before"
    check_values(V, P, policy_value(P, policy, 0.5), inputs)


@question("policy_evaluation", points=1)
def test_evaluation_leaves_its_arguments_alone(submission):
    """policy_evaluation changes neither P nor the policy."""
    P = crossing(LOOPS["a reward for ever"])
    unmodified("policy_evaluation", submission, P, some_policy(P), 0.5)
    check_evaluation(submission, P, some_policy(P), 0.5)  # what does nothing does no harm either


@question("policy_evaluation", points=1)
def test_evaluation_on_the_lake(submission):
    """policy_evaluation is right on Gymnasium's FrozenLake, small and large, slippery and not."""
    for map_name, slippery in (("4x4", True), ("4x4", False), ("8x8", True)):
        P = lake(map_name, slippery)
        for policy in [np.full((len(P), 4), 0.25), some_policy(P, 1)][: 2 if map_name == "4x4" else 1]:
            V = on_the_lake(submission, "policy_evaluation", map_name, slippery, policy, 0.9)
            inputs = f"FrozenLake-v1, {map_name}, slippery: {slippery}, gamma=0.9"
            check_values(V, P, policy_value(P, policy, 0.9), inputs)


# ---------------------------------------------------------------- policy_improvement


@question("policy_improvement", points=3)
@settings(max_examples=30)
@given(
    problem=problems(),
    values=st.sampled_from([(4.0, -8.0, 6.0, 2.0), (-3.0, 5.0, -1.5, 8.0), (0.5, -0.25, 0.75, 2.0)]),
)
def test_improvement_of_any_values(submission, problem, values):
    """policy_improvement takes an action of the largest value in every state, for any table and any V."""
    P = problem["P"]
    check_improvement(submission, P, np.array(values[: len(P)]), problem["gamma"])


@question("policy_improvement", points=1.5)
def test_improvement_ends_by_the_outcome(submission):
    """policy_improvement adds nothing after a terminated outcome, and goes on after any other, to the same state."""
    for loop in LOOPS.values():
        P = crossing(loop)
        for V in ([2.0, 0.0, 8.0], [1.0, 2.0, -8.0], [3.0, 1.0, 1.5]):
            check_improvement(submission, P, np.array(V), 0.5)


@question("policy_improvement", points=1)
def test_improvement_of_repeated_next_states(submission):
    """policy_improvement counts every outcome, also when a next state occurs several times in a list."""
    for V in ([2.0, -4.0, 1.0], [-3.0, 2.0, 0.5], [0.0, 0.0, -6.0], [4.0, 2.0, 5.0]):
        check_improvement(submission, REPEATED, np.array(V), 0.9)


@question("policy_improvement", points=1)
def test_improvement_of_costs(submission):
    """policy_improvement takes the smallest loss where every action loses."""
    for V in ([-4.0, -3.0, -6.0, 0.0], [-1.0, -8.0, -2.0, -5.0]):
        check_improvement(submission, COSTS, np.array(V), np.array(0.9))


@question("policy_improvement", points=0.5)
def test_improvement_leaves_its_arguments_alone(submission):
    """policy_improvement changes neither P nor V."""
    P, V = crossing(LOOPS["a cost for ever"]), np.array([1.0, -2.0, 4.0])
    unmodified("policy_improvement", submission, P, V, 0.5)
    check_improvement(submission, P, V, 0.5)


@question("policy_improvement", points=1)
def test_improvement_on_the_lake(submission):
    """policy_improvement is right on Gymnasium's FrozenLake."""
    for map_name, slippery in (("4x4", True), ("8x8", False)):
        P = lake(map_name, slippery)
        V = policy_value(P, np.full((len(P), 4), 0.25), 0.9)
        policy = on_the_lake(submission, "policy_improvement", map_name, slippery, V, 0.9)
        check_greedy(policy, P, V, 0.9, f"FrozenLake-v1, {map_name}, slippery: {slippery}, V of acting at random")


# ---------------------------------------------------------------- policy_iteration


@question("policy_iteration", points=3)
@few
@given(P=tables, gamma=gammas)
def test_policy_iteration_solves_any_problem(submission, P, gamma):
    """policy_iteration finds an optimal policy and its values, for any table."""
    check_solution(submission, "policy_iteration", P, gamma)


@question("policy_iteration", points=2)
def test_policy_iteration_ends_on_many_ties(submission):
    """policy_iteration ends where many actions tie."""
    P = ties()
    with explained(iterate_impatiently, submission, (), {"gamma": 0.5}):
        result = iterate_impatiently(submission, P, 0.5)
    _check_pair(result, P, 0.5, "two ties like the handout's, gamma=0.5")
    check_lake(submission, "policy_iteration", "4x4", False, 0.9)


@question("policy_iteration", points=1.5)
def test_policy_iteration_of_costs(submission):
    """policy_iteration is right where rewards are negative, and where a terminal state is not worth 0."""
    check_solution(submission, "policy_iteration", COSTS, 0.9)
    for loop in LOOPS.values():
        check_solution(submission, "policy_iteration", crossing(loop), 0.5)
    check_solution(submission, "policy_iteration", REPEATED, np.array(0.5), tol=1e-11)
    check_solution(submission, "policy_iteration", table([[(1.0, 0, -1.0, False)]]), 0.5)


@question("policy_iteration", points=1)
def test_policy_iteration_leaves_its_arguments_alone(submission):
    """policy_iteration does not change P."""
    unmodified("policy_iteration", submission, crossing(LOOPS["a reward for ever"]), 0.5)
    check_solution(submission, "policy_iteration", crossing(LOOPS["a reward for ever"]), 0.5)


@question("policy_iteration", points=1.5)
def test_policy_iteration_on_the_lake(submission):
    """policy_iteration solves Gymnasium's FrozenLake, small and large, slippery and not."""
    for map_name, slippery in (("4x4", True), ("8x8", False)):
        check_lake(submission, "policy_iteration", map_name, slippery, 0.9)


# ---------------------------------------------------------------- value_iteration


@question("value_iteration", points=3)
@few
@given(P=tables, gamma=gammas)
def test_value_iteration_solves_any_problem(submission, P, gamma):
    """value_iteration finds an optimal policy and the optimal values, for any table."""
    check_solution(submission, "value_iteration", P, gamma)


@question("value_iteration", points=1.5)
def test_value_iteration_of_costs(submission):
    """value_iteration is right where all rewards are negative."""
    check_solution(submission, "value_iteration", COSTS, 0.9)
    check_solution(submission, "value_iteration", COSTS, np.array(0.5), tol=1e-11)


@question("value_iteration", points=1)
def test_value_iteration_ends_by_the_outcome(submission):
    """value_iteration adds nothing after a terminated outcome, and goes on after any other, to the same state."""
    for loop in LOOPS.values():
        check_solution(submission, "value_iteration", crossing(loop), 0.5)
    check_solution(submission, "value_iteration", REPEATED, 0.9)


@question("value_iteration", points=1.5)
def test_value_iteration_far_ahead(submission):
    """value_iteration is within 1e-6 also at gamma = 0.99, where it takes long."""
    check_solution(submission, "value_iteration", LONG, 0.99)


@question("value_iteration", points=0.5)
def test_value_iteration_leaves_its_arguments_alone(submission):
    """value_iteration does not change P."""
    unmodified("value_iteration", submission, crossing(LOOPS["a reward for ever"]), 0.5)
    check_solution(submission, "value_iteration", crossing(LOOPS["a reward for ever"]), 0.5)


@question("value_iteration", points=1.5)
def test_value_iteration_on_the_lake(submission):
    """value_iteration solves Gymnasium's FrozenLake, small and large, slippery and not."""
    for map_name, slippery, gamma in (("4x4", True, 0.95), ("4x4", False, 0.9), ("8x8", True, 0.9)):
        check_lake(submission, "value_iteration", map_name, slippery, gamma)
