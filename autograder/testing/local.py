"""The student's own module in this process, on the student's own computer."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from autograder.course.assignment import Assignment
from autograder.sandbox.inside.loading import describe
from autograder.sandbox.inside.source_check import find_uses
from autograder.testing.details import details
from autograder.testing.evidence import TestStopped
from autograder.testing.modules import LocalModule, TestedModule, refused_use


def local_submission(item: pytest.Item, assignment: Assignment) -> TestedModule:
    """Import the student's file anew, for one test.

    Raises:
        TestStopped: it uses a name that is refused in the test's question.
    """
    path, name = assignment.stub, assignment.module_name
    if not path.is_file():
        pytest.exit(f"there is no {path.name} beside the tests: put your file into {path.parent}", returncode=1)
    manifest = assignment.manifest
    graded = [name for question in manifest.questions for name in question.names]
    for use in find_uses(path.read_bytes(), [refused.name for refused in manifest.refused], graded):
        if evidence := refused_use(use, details(item, assignment).question, manifest):
            raise TestStopped("refused", evidence)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None  # it ends in .py
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        failure = describe(error, str(path))
        where = f"{path.name}, line {failure.line}: " if failure.line else f"{path.name}: "
        shown = f"\n    {failure.code}" if failure.code else ""
        # Every test would say the same: say it once.
        pytest.exit(f"{where}{failure.type}: {failure.message}{shown}", returncode=1)
    return LocalModule(module)
