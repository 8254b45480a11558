"""Small MDPs, solved exactly; a scripted environment; samplers with a stated rate of false failures."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.sandboxed import SandboxedSubmission
from autograder.sandbox.host import Sandbox
from autograder.testing import CheckFailed, Frequencies, Mean, some
from autograder.testing.domains.mdp import (
    ScriptedEnv,
    action_values,
    expectation,
    optimal_value,
    policy_gradient,
    policy_value,
    softmax_policy,
    trajectories,
)
from autograder.testing.messages import presentable, render

# Two ways from state 0 to the end in state 2: a short one, and one through state 1 that pays more, later. State 2 loops
# with a reward that nobody ever gets.
P = {
    0: {0: [(1.0, 2, 1.0, True)], 1: [(0.5, 1, -1.0, False), (0.5, 2, 0.0, True)]},
    1: {0: [(1.0, 2, 6.0, True)], 1: [(1.0, 0, 0.0, False)]},
    2: {0: [(1.0, 2, 5.0, False)], 1: [(1.0, 2, 5.0, False)]},
}
SMALL = settings(max_examples=40, deadline=None, database=None, derandomize=True)


def test_values_by_hand():
    assert policy_value(P, [0, 0, 0], 0.5).tolist() == pytest.approx([1, 6, 10])
    assert policy_value(P, [1, 0, 0], 0.5).tolist() == pytest.approx([0.5 * (-1 + 0.5 * 6), 6, 10])
    assert optimal_value(P, 0.5).tolist() == pytest.approx([1, 6, 10])
    assert optimal_value(P, 0.9).tolist() == pytest.approx([0.5 * (-1 + 0.9 * 6), 6, 50])
    assert action_values(P, optimal_value(P, 0.5), 0.5)[:2].tolist() == [[1, 1], [6, 0.5]]  # the first is a tie


@SMALL
@given(table=some.mdps(), gamma=st.sampled_from([0.0, 0.5, 0.9]))
def test_values_are_the_limit_of_sweeps(table, gamma):
    n, m = len(table), len(table[0])
    uniform, best = np.zeros(n), np.zeros(n)
    for _ in range(400):
        of_actions = action_values(table, uniform, gamma)
        uniform, best = of_actions.mean(axis=1), action_values(table, best, gamma).max(axis=1)
    np.testing.assert_allclose(policy_value(table, np.full((n, m), 1 / m), gamma), uniform, atol=1e-9)
    np.testing.assert_allclose(optimal_value(table, gamma), best, atol=1e-9)


@SMALL
@given(table=some.mdps(), gamma=st.sampled_from([0.5, 0.9]))
def test_every_trajectory_is_enumerated(table, gamma):
    n, m = len(table), len(table[0])
    policy = np.full((n, m), 1 / m)
    every = list(trajectories(table, policy, 4))
    assert math.fsum(t.probability for t in every) == pytest.approx(1)
    assert all(len(t.states) == len(t.actions) == len(t.rewards) <= 4 for t in every)
    value = np.zeros(n)
    for _ in range(4):
        value = action_values(table, value, gamma).mean(axis=1)
    discounted = expectation(lambda t: sum(gamma**k * r for k, r in enumerate(t.rewards)), table, policy, 4)
    assert float(discounted) == pytest.approx(value[0])


@pytest.mark.parametrize("gamma", [1.0, 0.7])
def test_the_policy_gradient_is_the_slope_of_the_expected_return(gamma):
    logits = np.array([[0.3, -0.2], [0.1, 0.5], [0.0, 0.0]])

    def value(logits):
        return expectation(
            lambda t: sum(gamma**k * r for k, r in enumerate(t.rewards)), P, softmax_policy(logits), horizon=4
        )

    slopes = np.zeros_like(logits)
    for index in np.ndindex(logits.shape):
        nudge = np.zeros_like(logits)
        nudge[index] = 1e-5
        slopes[index] = (value(logits + nudge) - value(logits - nudge)) / 2e-5
    np.testing.assert_allclose(policy_gradient(P, logits, 4, gamma=gamma), slopes, atol=1e-9)


def test_reinforce_with_rewards_to_go_has_the_exact_gradient_as_its_expectation():
    logits = torch.tensor([[0.3, -0.2], [0.1, 0.5], [0.0, 0.0]], dtype=torch.float64, requires_grad=True)

    def estimate(weights):
        def estimator(t):
            log_probs = torch.log_softmax(logits, -1)[list(t.states), list(t.actions)]
            return torch.autograd.grad((log_probs * weights(t.rewards)).sum(), logits)[0].numpy()

        return expectation(estimator, P, softmax_policy(logits.detach().numpy()), 4)

    exact = policy_gradient(P, logits.detach().numpy(), 4)
    to_go = estimate(lambda rewards: torch.tensor(np.cumsum(rewards[::-1])[::-1].copy()))
    whole = estimate(lambda rewards: torch.full((len(rewards),), sum(rewards), dtype=torch.float64))
    only_now = estimate(lambda rewards: torch.tensor(rewards, dtype=torch.float64))
    np.testing.assert_allclose(to_go, exact, atol=1e-12)
    np.testing.assert_allclose(whole, exact, atol=1e-12)
    assert np.abs(only_now - exact).max() > 0.1


def test_what_has_no_answer_is_refused():
    forever = {0: {0: [(1.0, 0, 1.0, False)]}}
    with pytest.raises(ValueError, match="never ends"):
        policy_value(forever, [0], 1.0)
    with pytest.raises(ValueError, match="gamma must lie in"):
        optimal_value(forever, 1.0)
    with pytest.raises(ValueError, match="do not sum to 1"):
        policy_value({0: {0: [(0.5, 0, 1.0, True)]}}, [0], 0.5)
    with pytest.raises(ValueError, match="rows that sum to 1"):
        policy_value(P, [[1.0, 1.0]] * 3, 0.5)
    coin = {0: {0: [(0.5, 0, 0.0, False), (0.5, 0, 1.0, False)]}}
    with pytest.raises(ValueError, match="more than 200000 trajectories"):
        sum(1 for _ in trajectories(coin, [0], 20))


# ---------------------------------------------------------------- the scripted environment


RUN = """
import numpy as np
def play(env, max_steps):
    observation, _ = env.reset(seed=7)
    rewards = []
    for _ in range(max_steps):
        observation, reward, terminated, truncated, _ = env.step(np.int64(2))
        rewards.append(reward)
        if terminated or truncated:
            break
    return rewards
"""


def test_a_scripted_environment_is_played_from_a_worker(hw2):
    truncated = [(1, 0.5, False, False), (2, -1.0, False, True)]
    env, late = ScriptedEnv(0, truncated), ScriptedEnv(0, truncated)
    with Sandbox() as sandbox:
        with SandboxedSubmission(RUN.encode(), hw2, sandbox).fresh("adam", seed=1) as submission:
            assert submission.play(env, 5) == [0.5, -1.0]
        wrong = RUN.replace("terminated or truncated", "terminated")
        with SandboxedSubmission(wrong.encode(), hw2, sandbox).fresh("adam", seed=1) as submission:
            submission.play(late, 3)
    assert env.log == [("reset", 7, None), ("step", 2), ("step", 2)]
    assert late.log[-1] == ("step after the end", 2)


def test_the_script_starts_anew_and_goes_on_with_the_next_episode():
    env = ScriptedEnv(0, [(1, 1.0, True, False)], [(2, 2.0, False, True)])
    assert env.step(0)[2]
    played = []
    for _ in range(3):
        env.reset()
        played.append(env.step(torch.tensor(1))[:2])
    env.close()
    assert played == [(1, 1.0), (2, 2.0), (1, 1.0)]
    assert env.log[0] == ("step after the end", 0)
    assert env.log[2] == ("step", 1)
    assert env.log[-1] == ("close",)


# ---------------------------------------------------------------- samplers


def exact_pass(samples: int, p: Fraction, allowed: tuple[int, int]) -> Fraction:
    """Return the probability that a binomial count is allowed, in exact arithmetic."""
    least, most = allowed
    return sum((math.comb(samples, k) * p**k * (1 - p) ** (samples - k) for k in range(least, most + 1)), Fraction(0))


@pytest.mark.parametrize(("p", "notices"), [((1, 4), (1, 4)), ((1, 10), (1, 5)), ((1, 2), (1, 5))])
def test_the_stated_rates_hold_exactly(p, notices):
    p, notices = Fraction(*p), Fraction(*notices)
    others = [float(p), 1 - float(p)]
    with pytest.raises(ValueError, match="too few") as caught:
        Frequencies(others, samples=50, notices=float(notices))
    samples = int(str(caught.value).split("; ")[1].split()[0])
    frequencies = Frequencies(others, samples=samples, notices=float(notices))
    rate = Fraction(1, 10**9)
    fails = sum(1 - exact_pass(samples, q, allowed) for q, allowed in zip((p, 1 - p), frequencies.allowed, strict=True))
    assert 0 < fails <= rate
    for off in (p - notices, p + notices):
        if 0 <= off <= 1:
            assert exact_pass(samples, off, frequencies.allowed[0]) <= rate
    # and no wider than need be: one count less on either side would break the bound that each side has
    least, most = frequencies.allowed[0]
    assert 1 - exact_pass(samples, p, (least + 1, samples)) > rate / 4
    assert 1 - exact_pass(samples, p, (0, most - 1)) > rate / 4


def test_too_few_samples_are_refused_with_the_number_needed():
    with pytest.raises(
        ValueError, match=r"5000 samples are too few to notice a deviation of 0\.05; 12\d\d\d are enough"
    ):
        Frequencies([0.25] * 4, samples=5_000, notices=0.05)
    Frequencies([0.25] * 4, samples=13_000, notices=0.05)
    with pytest.raises(ValueError, match=r"10 samples are too few to notice a deviation of 0\.1; 4214 are enough"):
        Mean(0.0, 1.0, expected=0.5, samples=10, notices=0.1)
    with pytest.raises(ValueError, match="choose a larger deviation"):
        Frequencies([0.5, 0.5], samples=10, notices=1e-4)
    with pytest.raises(ValueError, match="sum to 1"):
        Frequencies([0.5, 0.6], samples=10, notices=0.1)
    with pytest.raises(ValueError, match="a number above 0"):
        Frequencies([0.5, 0.5], samples=10, notices=0.6)


def test_an_impossible_outcome_never_comes_up():
    frequencies = Frequencies([0.5, 0.5, 0.0], samples=2_000, notices=0.2)
    assert frequencies.allowed[2] == (0, 0)
    frequencies.check([1_000, 1_000, 0])
    with pytest.raises(CheckFailed, match="outcome 2 came up too often"):
        frequencies.check([999, 1_000, 1])


def test_what_a_wrong_sampler_reads():
    frequencies = Frequencies([0.25, 0.75], samples=2_000, notices=0.2)
    frequencies.check(np.array([500, 1_500]))
    with pytest.raises(CheckFailed) as caught:
        frequencies.check(torch.tensor([900, 1_100]), what="action")
    assert render(presentable(caught.value.evidence)) == (
        "action 0 came up too often\n"
        "  yours     900 times in 2000 samples\n"
        "  expected  383 to 623 times (its probability is 0.25)\n"
        "A correct sampler fails here with a probability of at most 1e-09."
    )
    for counts in (None, [1], [2_000, 0, 0], [-1, 2_001], [0.5, 1_999.5], [True, 1_999]):
        with pytest.raises(CheckFailed):
            frequencies.check(counts)


def test_a_mean():
    mean = Mean(-1.0, 1.0, expected=0.25, samples=3_000, notices=0.5)
    mean.check([0.25] * 3_000)
    with pytest.raises(CheckFailed) as caught:
        mean.check(np.full(3_000, 0.5), what="the mean return")
    assert render(presentable(caught.value.evidence)) == (
        "the mean return of 3000 samples is wrong\n"
        "  yours     0.5\n"
        "  expected  0.25    off by 2.5e-01, allowed 1e-01\n"
        "A correct sampler fails here with a probability of at most 1e-09."
    )
    for values in (None, [0.25], [2.0] * 3_000, [float("nan")] * 3_000, ["a"] * 3_000):
        with pytest.raises(CheckFailed):
            mean.check(values)
