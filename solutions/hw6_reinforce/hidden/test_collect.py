"""Hidden tests of collecting an episode, in environments that students have not seen."""

import numpy as np
import torch

from autograder.testing import holds, question, same, scenario
from autograder.testing.domains.mdp import ScriptedEnv

from common import F64, FLOAT32, TableEnv, doubled, frozen_lake, policy_for


@scenario
def collected(student, env, logits, max_steps, *seeds, **seed):
    """Collect one episode: states, actions, rewards, log_probs, and what flows back to the logits."""
    policy, gradient = policy_for(student, logits), None
    states, actions, rewards, log_probs = student.collect(env, policy, max_steps, *seeds, **seed)
    if torch.is_tensor(log_probs) and log_probs.requires_grad:
        (log_probs * torch.arange(1.0, 1 + len(log_probs))).sum().backward()
        gradient = policy.logits.grad
    return [list(states), list(actions), list(rewards), log_probs.detach()], gradient


def play(submission, logits, episodes, max_steps, **seed):
    """Collect one episode of a script: what came back, how the environment was used, what flows back to the logits."""
    env = ScriptedEnv(0, *episodes, states=len(logits), actions=logits.shape[1])
    returned, gradient = collected(submission, env, logits, max_steps, **seed)
    return returned, env.log, gradient


@scenario
def two_sequences(student, env, logits, max_steps):
    """The actions of two episodes, one after the other, with different seeds."""
    policy = policy_for(student, logits)
    return [[int(action) for action in student.collect(env, policy, max_steps, seed)[1]] for seed in (7, 8)]


STEPS = [(3, 0.0), (1, -1.5), (4, 2.0), (4, 0.25), (2, 1.0)]
SEEN, GOT = [0, 3, 1, 4, 4], [0.0, -1.5, 2.0, 0.25, 1.0]
SCRIPT_LOGITS = torch.tensor([[0.5, -0.25, 0.0], [1.0, 0.0, -1.0], [0.0] * 3, [-0.5, 0.75, 0.25], [0.0, 0.5, -0.5]])


def script(length, *, terminated=False, truncated=False):
    """An episode of so many steps that ends like this."""
    return [
        (s, r, terminated and k == length - 1, truncated and k == length - 1) for k, (s, r) in enumerate(STEPS[:length])
    ]


def check_episode(submission, steps, max_steps, length, story):
    """Check what an episode returns, and that the environment is not stepped further."""
    returned, calls, _ = play(submission, SCRIPT_LOGITS, [steps, steps], max_steps, seed=3)
    taken = [call for call in calls if call[0].startswith("step")]
    names = [call[0] for call in taken]
    holds("step after the end" not in names, "the environment is stepped after the end of the episode",
          inputs={"episode": story})  # fmt: skip
    same(len(taken), length, what="the number of steps", inputs=story)
    same(returned[0], SEEN[:length], what="states", inputs=story)
    same(returned[1], [call[1] for call in taken], what="actions", inputs=story)
    same(returned[2], GOT[:length], what="rewards", inputs=story)
    same(list(returned[3].shape), [length], what="the shape of log_probs", inputs=story)


@question("collect", points=2)
def test_collect_until_terminated(submission):
    """collect stops when the episode is terminated, and keeps the last step."""
    for length in (4, 1):
        check_episode(submission, script(length, terminated=True), 10, length, f"terminated in step {length}")


@question("collect", points=1.5)
def test_collect_until_truncated(submission):
    """collect stops when the episode is truncated, and keeps the last step."""
    for length in (3, 1):
        check_episode(submission, script(length, truncated=True), 10, length, f"truncated in step {length}")


@question("collect", points=1.5)
def test_collect_at_most_max_steps(submission):
    """collect stops after max_steps steps, though the episode could go on."""
    check_episode(submission, script(5), 3, 3, "not over after 5 steps, max_steps=3")
    check_episode(submission, script(5), np.int64(1), 1, "not over after 5 steps, max_steps=1")
    check_episode(submission, script(4, terminated=True), 4, 4, "terminated in step 4, max_steps=4")


@question("collect", points=1.5)
def test_collect_resets_once(submission):
    """collect calls env.reset(seed=seed) exactly once, and does not close the environment."""
    for seed in ({"seed": 11}, {"seed": 0}, {}):
        _, calls, _ = play(submission, SCRIPT_LOGITS, [script(2, terminated=True)] * 2, 5, **seed)
        resets = [call[1] for call in calls if call[0] == "reset"]
        shown = {"seed": seed.get("seed")}
        holds(len(resets) == 1, f"env.reset is called {len(resets)} times instead of once", inputs=shown)
        same(resets[0], seed.get("seed"), what="the seed that env.reset gets", inputs=f"seed={seed.get('seed')}")
        holds(("close",) not in calls, "the environment was closed: it belongs to the caller", inputs=shown)


@question("collect", points=2)
def test_collect_log_probs(submission):
    """log_probs holds the log-probability of each action, through which gradients flow to the logits."""
    returned, calls, gradient = play(submission, SCRIPT_LOGITS, [script(5, terminated=True)], 10, seed=3)
    actions = [call[1] for call in calls if call[0] == "step"]
    log_softmax = torch.log_softmax(SCRIPT_LOGITS.double(), -1)
    inputs = f"states {SEEN}, actions {actions}"
    same(doubled(returned[3]), log_softmax[SEEN, actions], what="log_probs", rtol=FLOAT32, inputs=inputs)
    holds(gradient is not None, "log_probs is cut off: no gradient flows back to the policy's logits")
    expected = torch.zeros(5, 3, dtype=F64)
    for t, (state, action) in enumerate(zip(SEEN, actions, strict=True)):
        expected[state] += (t + 1) * (torch.eye(3, dtype=F64)[action] - log_softmax[state].exp())
    what = "the gradient of the sum of (t + 1) times log_probs[t]"
    same(doubled(gradient), expected, what=what, rtol=FLOAT32, atol=1e-5, inputs=inputs)


@question("collect", points=1.5)
def test_collect_on_a_lake(submission):
    """collect plays FrozenLake: each state follows from the one before by the action taken, and actions vary.

    Within an episode and from one to the next.
    """
    table = frozen_lake(["SFF", "FFF"])
    env = TableEnv(table)
    (states, actions, rewards, _), _ = collected(submission, env, torch.zeros(6, 4), 90, 7)
    played = sum(env.lengths)
    inputs = "a lake of 2 times 3 fields without holes or goal, 90 steps"
    same(played, 90, what="the number of steps", inputs=inputs)
    same(len(states), 90, what="the number of states", inputs=inputs)
    same(len(actions), 90, what="the number of actions", inputs=inputs)
    same(rewards, [0.0] * 90, what="rewards", inputs=inputs)
    state = 0
    for t, (seen, action) in enumerate(zip(states, actions, strict=True)):
        same(seen, state, what=f"the state at step {t}", inputs=f"{inputs}, actions {actions[:t]}")
        holds(any(action == a for a in range(4)), f"there is no action like that of step {t}")
        state = table[state][int(action)][0][1]
    # of 90 actions that are equally likely, one is missing with a probability of at most 4 * 0.75^90 = 2.3e-11
    holds(len(set(map(int, actions))) == 4, "not every action is taken, though all are equally likely")
    # two episodes have the same 40 actions with a probability of 4^-40
    first, second = two_sequences(submission, TableEnv(table), torch.zeros(6, 4), 40)
    holds(first != second, "two episodes of a policy that chooses at random have the same 40 actions")
