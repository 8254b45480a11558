"""Hidden tests of one episode, in environments that students have not seen."""

import gymnasium
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.testing import holds, question, same, scenario
from autograder.testing.calls import explained
from autograder.testing.domains.mdp import ScriptedEnv

from common import Follower, Scripted, few


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
