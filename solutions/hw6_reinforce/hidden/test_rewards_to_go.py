"""Hidden tests of rewards-to-go, on rewards that students have not seen."""

import numpy as np
import torch
from hypothesis import given

from autograder.testing import agrees, question, same, scenario, some, unmodified
from autograder.testing.domains.mdp import expectation, policy_gradient, softmax_policy

from common import EPISODES, F64, FLOAT32, LOGITS, TABLE, demand_float, doubled, gammas, rewards_of


@scenario
def to_go(student, rewards, *args, **kwargs):
    """The rewards-to-go, in float64."""
    return doubled(student.rewards_to_go(rewards, *args, **kwargs))


@scenario
def to_go_of_each(student, batch):
    """The rewards-to-go of several trajectories, without a discount."""
    return [doubled(student.rewards_to_go(rewards)) for rewards in batch]


@scenario
def kind_of_to_go(student, rewards):
    """The dtype of the result; what it is, if it is no tensor."""
    result = student.rewards_to_go(rewards)
    return str(result.dtype) if torch.is_tensor(result) else type(result).__name__


@question("rewards_to_go", points=4)
@given(runs=some.trajectories(), gamma=gammas)
def test_rewards_to_go_any_rewards(submission, reference, runs, gamma):
    """rewards_to_go is right for any rewards, positive or negative, and any discount."""
    agrees(to_go, submission, reference, rewards_of(runs)[-1], gamma, rtol=FLOAT32, atol=1e-5)


@question("rewards_to_go", points=2)
def test_rewards_to_go_of_ints(submission, reference):
    """rewards_to_go of ints is a tensor of floats: nothing is cut off."""
    demand_float(kind_of_to_go(submission, [1, 2, 3]))
    agrees(to_go, submission, reference, [1, -3, 5, 1], 0.5, rtol=FLOAT32)
    agrees(to_go, submission, reference, (1, 2, 4), gamma=0.25, rtol=FLOAT32)


@scenario
def to_go_numpy(student):
    """The rewards-to-go of NumPy's numbers, of which one is an integer."""
    return doubled(student.rewards_to_go([np.float64(2.0), np.int64(1), np.float64(4.0)], 0.5))


@question("rewards_to_go", points=1)
def test_rewards_to_go_other_numbers(submission):
    """rewards_to_go takes NumPy's numbers as rewards."""
    same(to_go_numpy(submission), torch.tensor([3.5, 3.0, 4.0], dtype=F64), rtol=FLOAT32, inputs="NumPy's 2.0, 1, 4.0")


@question("rewards_to_go", points=1)
def test_rewards_to_go_leaves_the_rewards(submission, reference):
    """rewards_to_go leaves the list of rewards as it is."""
    unmodified("rewards_to_go", submission, [1.0, -2.0, 3.0], 0.5)
    agrees(to_go, submission, reference, [1.0, -2.0, 3.0], 0.5, rtol=FLOAT32)


@question("rewards_to_go", points=2)
def test_rewards_to_go_is_unbiased(submission):
    """Over all trajectories of a small MDP, rewards_to_go times the score is the exact policy gradient."""
    seen = to_go_of_each(submission, [list(t.rewards) for t in EPISODES])
    right = [torch.zeros(len(t.rewards), dtype=F64) for t in EPISODES]
    for result, shape in zip(seen, right, strict=True):
        same(result * 0 if torch.is_tensor(result) else result, shape, what="0 times the result")
    weights = dict(zip(EPISODES, seen, strict=True))
    policy = softmax_policy(LOGITS.numpy())

    def estimator(t):
        score = np.zeros_like(policy)
        for state, action, weight in zip(t.states, t.actions, weights[t].tolist(), strict=True):
            score[state] -= weight * policy[state]
            score[state, action] += weight
        return score

    estimate = torch.tensor(expectation(estimator, TABLE, policy, 4))
    exact = torch.tensor(policy_gradient(TABLE, LOGITS.numpy(), 4))
    same(estimate, exact, what="the expected estimate", rtol=FLOAT32, atol=1e-5, inputs="an MDP of 3 states, 2 actions")
