"""Hidden tests of policy improvement, on tables that students have not seen."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import question, unmodified
from autograder.testing.calls import explained
from autograder.testing.domains.mdp import action_values, policy_value

from common import COSTS, LOOPS, REPEATED, as_actions, blame, crossing, lake, on_the_lake, problems, told


def check_greedy(policy, P, V, gamma, inputs):
    """Check that each action of a policy has the largest value there is in its state, when V is what follows."""
    policy, Q = as_actions(policy, P, inputs), action_values(P, V, gamma)
    for state, action in enumerate(policy):
        best = int(Q[state].argmax())
        if Q[state, action] < Q[state, best] - 1e-9 * (1 + abs(Q[state, best])):
            blame(f"in state {state} another action is better", state, int(action), best, Q, inputs)


def check_improvement(submission, P, V, gamma):
    """Check that a policy is greedy."""
    with explained("policy_improvement", submission, (P, V, gamma)):
        policy = submission.policy_improvement(P, V, gamma)
    check_greedy(policy, P, V, float(gamma), told(P, gamma=gamma, V=V))


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
