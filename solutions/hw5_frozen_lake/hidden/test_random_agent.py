"""Hidden tests of the agent that acts at random."""

import itertools

import numpy as np

from autograder.testing import Frequencies, holds, question, same, scenario
from autograder.testing.calls import about_style


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
