"""What must hold of an assignment before anybody's grade depends on it."""

from __future__ import annotations

import ast
import importlib.util
import types
from pathlib import Path

import torch

from autograder.course.assignment import Assignment
from autograder.course.stubs import stub_source
from autograder.grading.run import grade
from autograder.sandbox.host import Sandbox
from autograder.sandbox.inside.refusal import find_named


class NotReady(ValueError):
    """An assignment that must not be handed out yet. The message says why."""


def check_ready(assignment: Assignment, sandbox: Sandbox) -> None:
    """Check that the stub is the reference's, that what the manifest names exists, that the reference gets every point.

    Raises:
        NotReady: one of these does not hold.
        StubError: no stub can be made.
        GraderError: the tests do not fit the manifest, or do not run.
    """
    manifest = assignment.manifest
    if not assignment.stub.is_file() or assignment.stub.read_text(encoding="utf-8") != stub_source(assignment):
        raise NotReady(f"{assignment.stub} is not the stub of its solution; run `autograder sync {assignment.name}`")
    tree = ast.parse(assignment.reference.read_text(encoding="utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    defined |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    headings = [line.lstrip("# ").strip() for line in assignment.handout.read_text(encoding="utf-8").splitlines()]
    for question in manifest.questions:
        for name in question.names:
            if name not in defined:
                raise NotReady(f"question {question.name!r} grades `{name}`, which {assignment.reference} lacks")
        if question.handout and question.handout not in headings:
            wanted = f"a heading {question.handout!r}, which {assignment.handout} lacks"
            raise NotReady(f"question {question.name!r} points to {wanted}")
    for refused in manifest.refused:
        if not _exists(refused.name):
            reason = "cannot be found, so it would refuse nothing; check the spelling, or install the package"
            raise NotReady(f"refused: {refused.name!r} {reason}")
        for operator in refused.operators:
            if not torch._C._jit_get_schemas_for_operator(operator):
                raise NotReady(f"refused ({refused.name!r}): torch has no operator {operator!r}")
    for path in assignment.public_tests:
        _check_for_students(path)
    report = grade(assignment, assignment.reference, sandbox)
    failed = [f"{test.name}: {test.output}" for test in report.tests if test.status != "passed"]
    if failed or report.message:
        raise NotReady(f"{assignment.reference} fails its own tests:\n" + "\n".join([report.message, *failed]).strip())


def _check_for_students(path: Path) -> None:
    """Check that a file of public tests can be run where there is no reference."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and "reference" in [argument.arg for argument in node.args.args]:
            why = "students have none, and their pytest would skip it; write down what is expected, or hide the test"
            raise NotReady(f"{path}, `{node.name}` asks for the reference: {why}")


def _exists(name: str) -> bool:
    if "." not in name:
        return importlib.util.find_spec(name) is not None
    found = find_named(name)
    return callable(found) or isinstance(found, types.ModuleType)
