"""Hidden tests of the success rate, in environments that students have not seen."""

import gymnasium
import numpy as np

from autograder.testing import holds, question, same, scenario
from autograder.testing.domains.mdp import ScriptedEnv

from common import Follower, Scripted


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
