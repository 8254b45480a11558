"""What does nothing earns nothing, in any assignment: not even for leaving its arguments alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from support import ROOT

from autograder.course.assignment import Assignment, find_assignments
from autograder.grading.run import grade
from autograder.sandbox.host import Sandbox
from autograder.sandbox.start import start_zygote_for


class _Idle(ast.NodeTransformer):
    """Gives every function of a stub the same short body; `first` stands for its first argument."""

    def __init__(self, result: str) -> None:
        self._result = result

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        names = [argument.arg for argument in node.args.args if argument.arg != "self"] or ["None"]
        result = names[0] if self._result == "first" else self._result
        node.body = ast.parse("super().__init__()" if node.name == "__init__" else f"return {result}").body
        return node


@pytest.mark.banks
@pytest.mark.parametrize("assignment", find_assignments(ROOT), ids=lambda assignment: assignment.name)
def test_doing_nothing_earns_nothing(assignment: Assignment, tmp_path: Path):
    stub = assignment.stub.read_text(encoding="utf-8")
    path = tmp_path / assignment.manifest.module
    with Sandbox(start_zygote_for(assignment)) as sandbox:
        for result in ("None", "first", "0.0", "[]", "True"):
            path.write_text(ast.unparse(_Idle(result).visit(ast.parse(stub))), encoding="utf-8")
            report = grade(assignment, path, sandbox, explain=False)
            assert {test.name: test.score for test in report.tests if test.score} == {}, result
