"""What test files import: markers, scenarios, checks and strategies.

    from autograder.testing import question, scenario, agrees, some

    @question("softmax", points=4)
    @given(x=some.tensors())
    def test_rows_sum_to_one(submission, reference, x):
        '''Every row of softmax sums to 1.'''
        agrees("softmax", submission, reference, x)

The fixtures `submission` and `reference` come with the pytest plugin, `autograder.testing.plugin`.

An environment that a test gives to a student's function stays with the grader. So does every object whose class has
`exposed`. The student's code can only call its methods: it cannot read a script or change a log.

    what is asked                                         where it is said
    the right result, the right signature                 agrees, same, same_trajectory, accepts, raises, holds
    the right gradient, by autograd or by hand            same_gradients, same_as_finite_differences, backward_matches
    nothing else happens                                  unmodified, no_shared_memory, repeatable, kept_apart
    results that belong together                          invariant, equivariant, causal, batch_equals_singles
    extreme inputs, large inputs                          finite, operations_grow (counts operations, times nothing)
    samplers, with at most 1e-9 false failures            Frequencies, Mean
    small Markov decision processes, exactly              autograder.testing.domains.mdp
    inputs                                                some, away_from_kinks
"""

from __future__ import annotations

import pytest

from autograder.testing import strategies as some
from autograder.testing.arguments import no_shared_memory, unmodified
from autograder.testing.checks import accepts, agrees, holds, raises, same, same_trajectory
from autograder.testing.evidence import CheckFailed, Evidence, StudentError
from autograder.testing.gradients import (
    away_from_kinks,
    backward_matches,
    finite,
    same_as_finite_differences,
    same_gradients,
)
from autograder.testing.growth import operations_grow
from autograder.testing.modules import Scenario, TestedModule, scenario
from autograder.testing.relations import (
    batch_equals_singles,
    causal,
    equivariant,
    invariant,
    kept_apart,
    repeatable,
)
from autograder.testing.sampling import Frequencies, Mean

__all__ = [
    "CheckFailed",
    "Evidence",
    "Frequencies",
    "Mean",
    "Scenario",
    "StudentError",
    "TestedModule",
    "accepts",
    "agrees",
    "away_from_kinks",
    "backward_matches",
    "batch_equals_singles",
    "causal",
    "equivariant",
    "finite",
    "holds",
    "invariant",
    "kept_apart",
    "no_shared_memory",
    "operations_grow",
    "question",
    "raises",
    "repeatable",
    "same",
    "same_as_finite_differences",
    "same_gradients",
    "same_trajectory",
    "scenario",
    "some",
    "unmodified",
]


def question(name: str, *, points: float) -> pytest.MarkDecorator:
    """Tie a test to a question of the manifest, and say what it is worth. Every test has exactly one."""
    return pytest.mark.question(name, points=points)
