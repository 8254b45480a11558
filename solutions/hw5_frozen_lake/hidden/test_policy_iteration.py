"""Hidden tests of policy iteration, on tables that students have not seen."""

import numpy as np
from hypothesis import given

from autograder.testing import question, scenario, unmodified
from autograder.testing.calls import explained

from common import COSTS, LOOPS, REPEATED, check_lake, check_pair, check_solution, crossing, few, gammas, table, tables


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
    check_pair(result, P, 0.5, "two ties like the handout's, gamma=0.5")
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
