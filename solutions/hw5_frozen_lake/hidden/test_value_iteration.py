"""Hidden tests of value iteration, on tables that students have not seen."""

import numpy as np
from hypothesis import given

from autograder.testing import question, unmodified

from common import COSTS, LONG, LOOPS, REPEATED, check_lake, check_solution, crossing, few, gammas, tables


@question("value_iteration", points=3)
@few
@given(P=tables, gamma=gammas)
def test_value_iteration_solves_any_problem(submission, P, gamma):
    """value_iteration finds an optimal policy and the optimal values, for any table."""
    check_solution(submission, "value_iteration", P, gamma)


@question("value_iteration", points=1.5)
def test_value_iteration_of_costs(submission):
    """value_iteration is right where all rewards are negative."""
    check_solution(submission, "value_iteration", COSTS, 0.9)
    check_solution(submission, "value_iteration", COSTS, np.array(0.5), tol=1e-11)


@question("value_iteration", points=1)
def test_value_iteration_ends_by_the_outcome(submission):
    """value_iteration adds nothing after a terminated outcome, and goes on after any other, to the same state."""
    for loop in LOOPS.values():
        check_solution(submission, "value_iteration", crossing(loop), 0.5)
    check_solution(submission, "value_iteration", REPEATED, 0.9)


@question("value_iteration", points=1.5)
def test_value_iteration_far_ahead(submission):
    """value_iteration is within 1e-6 also at gamma = 0.99, where it takes long."""
    check_solution(submission, "value_iteration", LONG, 0.99)


@question("value_iteration", points=0.5)
def test_value_iteration_leaves_its_arguments_alone(submission):
    """value_iteration does not change P."""
    unmodified("value_iteration", submission, crossing(LOOPS["a reward for ever"]), 0.5)
    check_solution(submission, "value_iteration", crossing(LOOPS["a reward for ever"]), 0.5)


@question("value_iteration", points=1.5)
def test_value_iteration_on_the_lake(submission):
    """value_iteration solves Gymnasium's FrozenLake, small and large, slippery and not."""
    for map_name, slippery, gamma in (("4x4", True, 0.95), ("4x4", False, 0.9), ("8x8", True, 0.9)):
        check_lake(submission, "value_iteration", map_name, slippery, gamma)
