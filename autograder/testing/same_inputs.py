"""The same inputs for everyone, whenever and wherever a test runs: no clock, no files, no other modules."""

from __future__ import annotations

import hashlib
import warnings

import hypothesis

from autograder.course.assignment import Assignment

_EXAMPLES = 25  # Hypothesis examples for a test


def load_profile() -> None:
    """Make Hypothesis deterministic, for this process."""
    _ignore_local_constants()
    hypothesis.settings.register_profile(
        "autograder",
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("autograder")
    warnings.filterwarnings("ignore", category=hypothesis.errors.HypothesisWarning)


def seed_of(assignment: Assignment, test: str) -> int:
    """Return the seed of everything random in a test: the same for everyone, new with each version."""
    identity = f"{assignment.manifest.title} {assignment.manifest.version} {test}"  # not the folder's name
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:4], "little")


def _ignore_local_constants() -> None:
    """Keep Hypothesis from mixing constants found in the modules at hand into what it draws.

    Which modules are at hand differs between a student's computer and a grader, and everyone is to get the same inputs.
    There is no public switch; other versions of Hypothesis may not do it, or do it elsewhere.
    """
    try:
        from hypothesis.internal.conjecture import providers
        from hypothesis.internal.constants_ast import Constants
    except ImportError:
        return
    nothing = Constants()
    providers._get_local_constants = lambda: nothing
