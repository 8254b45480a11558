"""Hidden tests of training, in environments that students have not seen.

What is judged is the exact value of the trained policy, computed here from the table and the logits that come back.
Optimizer, baseline and causality are the student's choice, and a learning rate that suits one does not suit another.
So each test trains up to four times, at two learning rates with two seeds each, and one success is enough.

How often a correct `train` fails. Training with SGD and Adam, each with and without causality and baseline, was
simulated (the same algorithm, vectorised in NumPy) 20,000 times on each of the four tasks at the rate that suits it
(1.0 and 0.2; for the last task 0.2 and 0.1): none of these 640,000 trainings failed, and 100 real ones each of the
reference and of an alternative come out alike. The worst reached 0.86 of the best value on the lake, 0.78 on the
slippery lake (0.60 are asked), 0.96 and 0.96 on the other two (0.80 are asked). By counting alone, one training
fails with a probability of at most 1.1e-3 (with a confidence of 1 - 1e-9), and two in a row with 1.1e-6. The tails
say more: in the worst case, SGD on the slippery lake, a tenth of the trainings that reach no more than some value
reach 0.03 less (1 in 100 stays below 0.848, 1 in 1,000 below 0.827, the lowest of 20,000 is 0.781). That is an
extrapolation, no proof: if it goes on like this, one training fails with 1e-10, and two with 1e-20, below 1e-9. With
the wrong sign, the most that 1,000 trainings by SGD or Adam reached is 0.13 on the lake, 0.33 on the slippery one,
0.33 and 0.55 on the others; untrained policies have 0.25, 0.30, 0.60 and 0.63.
"""

import math

import torch

from autograder.testing import CheckFailed, Evidence, holds, question, same, scenario
from autograder.testing.calls import about_style
from autograder.testing.domains.mdp import optimal_value, policy_value, softmax_policy

from common import FLOAT32, TableEnv, doubled, frozen_lake, policy_for


@scenario
def trained(student, env, start, **settings):
    """The logits of a policy after training."""
    policy = policy_for(student, start)
    student.train(env, policy, **settings)
    return doubled(policy.logits.detach())


@scenario
@about_style  # what training gives differs between right solutions: one comparison with known mistakes is enough
def trained_again(student, env, start, **settings):
    """The same, for further attempts."""
    return trained(student, env, start, **settings)


@scenario
def history_of(student, env, start, *settings):
    """What train returns."""
    returned = student.train(env, policy_for(student, start), *settings)
    return [float(x) for x in returned] if isinstance(returned, list | tuple) else returned


def check_learns(submission, table, share, *, start=None, rates=(1.0, 0.2), batches=25, batch_size=12, gamma=0.9):
    """Check that training makes a policy whose exact value is at least this share of the best possible value."""
    start = torch.zeros(len(table), len(table[0])) if start is None else start
    best = optimal_value(table, gamma)[0]
    before = policy_value(table, softmax_policy(start.numpy()), gamma)[0] / best
    reached = -math.inf
    settings = {"batches": batches, "batch_size": batch_size, "gamma": gamma, "max_steps": 6}
    for seed, lr in enumerate((*rates, *rates), 1):
        attempt = trained if seed == 1 else trained_again
        logits = attempt(submission, TableEnv(table), start, **settings, lr=lr, seed=seed)
        same(torch.isfinite(logits) if torch.is_tensor(logits) else logits, torch.ones_like(start, dtype=torch.bool),
             what="which of the trained logits are finite", inputs=f"lr={lr}")  # fmt: skip
        reached = max(reached, policy_value(table, softmax_policy(logits.numpy()), gamma)[0] / best)
        if reached >= share:
            return
    raise CheckFailed(
        Evidence(
            "the trained policy is not good enough",
            yours=f"{reached:.2f} of the best value, in the best of four trainings",
            expected=f"at least {share:.2f}; before training it was {before:.2f}",
            inputs=", ".join(f"{name}={value}" for name, value in settings.items()) + f", lr={rates[0]} and {rates[1]}",
        )
    )


NOW_OR_LATER = {
    0: {0: [(1.0, 2, 2.0, True)], 1: [(1.0, 1, 0.0, False)]},
    1: {0: [(1.0, 2, 4.0, True)], 1: [(1.0, 2, 4.0, True)]},
    2: {0: [(1.0, 2, 0.0, True)], 1: [(1.0, 2, 0.0, True)]},
}
GOOD_BUT_RARE = {
    0: {0: [(1.0, 1, 4.0, True)], 1: [(1.0, 1, 2.0, True)]},
    1: {0: [(1.0, 1, 0.0, True)], 1: [(1.0, 1, 0.0, True)]},
}
STAIRS = {s: {a: [(1.0, (s + 1) % 3, 2 * a - s, False)] for a in range(3)} for s in range(3)}


@question("train", points=2.5)
def test_train_on_a_lake(submission):
    """train learns its way over a frozen lake that is not slippery."""
    check_learns(submission, frozen_lake(["SH", "FG"]), 0.6)


@question("train", points=2)
def test_train_on_a_slippery_lake(submission):
    """train learns its way over a slippery frozen lake."""
    check_learns(submission, frozen_lake(["SH", "FG"], slips=0.1), 0.6)


@question("train", points=2)
def test_train_discounts(submission):
    """train maximises the discounted return: with gamma=0.1, 2 now is better than 4 one step later."""
    check_learns(submission, NOW_OR_LATER, 0.8, gamma=0.1)


@question("train", points=1.5)
def test_train_raises_what_is_rare(submission):
    """train finds the better of two actions, also when it starts from a policy that seldom takes it."""
    start = torch.tensor([[-0.5, 0.5], [0.0, 0.0]])
    check_learns(submission, GOOD_BUT_RARE, 0.8, start=start, rates=(0.2, 0.1), batches=40, batch_size=32)


@question("train", points=1.5)
def test_train_returns_mean_returns(submission):
    """train returns the mean undiscounted return of each batch, and keeps to batch_size and max_steps."""
    batches, batch_size, max_steps = 5, 3, 4
    settings = (batches, batch_size, 0.01, 0.5, max_steps, 8)
    env = TableEnv(STAIRS)
    returned = history_of(submission, env, torch.zeros(3, 3), *settings)
    returns, lengths = env.log
    inputs = f"batches={batches}, batch_size={batch_size}, gamma=0.5, max_steps={max_steps}"
    shown = {"batches": batches, "batch_size": batch_size, "max_steps": max_steps}
    holds(max(lengths, default=0) <= max_steps, f"an episode has {max(lengths, default=0)} steps", inputs=shown)
    played = len(returns)
    holds(played >= batches * batch_size, f"only {played} episodes are played", inputs=shown)
    means = [sum(returns[k * batch_size : (k + 1) * batch_size]) / batch_size for k in range(batches)]
    same(returned, means, what="what train returns", rtol=FLOAT32, atol=1e-5, inputs=f"{inputs}; returns {returns}")


@question("train", points=0.5)
def test_train_starts_from_the_policy(submission):
    """train goes on from the logits that the policy has: with a tiny lr they hardly change."""
    start = torch.tensor([[0.5, -0.25, 0.0], [1.0, 0.0, -1.0], [0.0, 2.0, 0.0]])
    settings = {"batches": 2, "batch_size": 2, "lr": 1e-7, "gamma": 0.5, "max_steps": 4, "seed": 1}
    logits = trained(submission, TableEnv(STAIRS), start, **settings)
    same(logits, start.double(), what="logits", rtol=0, atol=1e-3, inputs="batches=2, lr=1e-7")
    settings |= {"batches": 10, "batch_size": 6, "lr": 0.5}
    logits = trained_again(submission, TableEnv(STAIRS), start, **settings)
    moved = torch.is_tensor(logits) and logits.shape == start.shape and not torch.allclose(logits, start.double())
    holds(moved, "with lr=0.5 the logits do not change at all", inputs={"batches": 10})
