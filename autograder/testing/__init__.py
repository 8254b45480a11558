"""What test files import: markers, scenarios, checks and strategies.

    from autograder.testing import question, scenario, agrees, some

    @question("softmax", points=4)
    @given(x=some.tensors())
    def test_rows_sum_to_one(submission, reference, x):
        '''Every row of softmax sums to 1.'''
        agrees("softmax", submission, reference, x)

The fixtures `submission` and `reference` come with the pytest plugin, `autograder.testing.plugin`.
"""

from __future__ import annotations

import pytest

from autograder.testing import strategies as some
from autograder.testing.checks import agrees, holds, raises, same, same_trajectory
from autograder.testing.evidence import CheckFailed, Evidence, StudentError
from autograder.testing.subject import Scenario, Subject, scenario

__all__ = [
    "CheckFailed",
    "Evidence",
    "Scenario",
    "StudentError",
    "Subject",
    "agrees",
    "holds",
    "question",
    "raises",
    "same",
    "same_trajectory",
    "scenario",
    "some",
]


def question(name: str, *, points: float) -> pytest.MarkDecorator:
    """Tie a test to a question of the manifest, and say what it is worth. Every test has exactly one."""
    return pytest.mark.question(name, points=points)
