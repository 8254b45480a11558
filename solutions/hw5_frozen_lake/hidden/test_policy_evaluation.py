"""Hidden tests of policy evaluation, on tables that students have not seen."""

import numpy as np
from hypothesis import given

from autograder.testing import question, scenario, unmodified
from autograder.testing.calls import explained
from autograder.testing.domains.mdp import policy_value

from common import COSTS, LONG, LOOPS, REPEATED, check_values, crossing, few, lake, on_the_lake, problems, told


@scenario
def evaluate_again(student, P, policy, gamma):
    """The values of a policy that has been changed in place since it was evaluated before."""
    changed = policy[:, ::-1].copy()
    student.policy_evaluation(P, changed, gamma)
    changed[:] = policy
    return student.policy_evaluation(P, changed, gamma)


def some_policy(P, seed=0):
    """Return probabilities that differ in every state, some of them 0."""
    weights = np.random.default_rng(seed).integers(0, 4, size=(len(P), len(P[0]))).astype(float)
    weights[:, 0] += 1
    return weights / weights.sum(axis=1, keepdims=True)


def check_evaluation(submission, P, policy, gamma, *args, **kwargs):
    """Check the values of a policy."""
    with explained("policy_evaluation", submission, (P, policy, gamma, *args), kwargs):
        V = submission.policy_evaluation(P, policy, gamma, *args, **kwargs)
    check_values(V, P, policy_value(P, policy, float(gamma)), told(P, gamma=gamma, policy=policy))


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
