"""Mutants: the reference with one small change each, of which the tests must notice nearly every one.

The changes are those that matter in code on tensors: signs and operators, constants and axes, comparisons, swapped
arguments, lines left out, `detach` and `clone`, in place or not. Defaults of arguments are changed too: contracts pin
them. Annotations, docstrings and the texts of errors are left alone.

Some changes make no difference that anybody could see. Those are declared, with the reason, in
`solutions/HW/equivalent_mutants.toml`:

    format = 1

    [[equivalent]]
    before = "if total > max_norm:"
    after = "if total >= max_norm:"
    inside = "clip_grad_norm"       # if the same lines occur elsewhere
    because = "scaling by max_norm / total is scaling by 1 when both are equal"
"""

from __future__ import annotations

import ast
import difflib
import tomllib
from dataclasses import dataclass
from typing import Literal

import libcst as cst
from libcst import matchers as m
from libcst.metadata import MetadataWrapper
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from autograder.course.assignment import Assignment
from autograder.course.manifest import ManifestError
from autograder.sandbox.inside.source_check import reachable

_EQUIVALENT = "equivalent_mutants.toml"

_OPERATORS: dict[type[cst.CSTNode], type[cst.CSTNode]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Divide,
    cst.Divide: cst.Multiply,
    cst.FloorDivide: cst.Multiply,
    cst.Modulo: cst.FloorDivide,
    cst.Power: cst.Multiply,
    cst.MatrixMultiply: cst.Multiply,
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
    cst.And: cst.Or,
    cst.Or: cst.And,
    cst.BitAnd: cst.BitOr,
    cst.BitOr: cst.BitAnd,
}
_PLAIN: dict[type[cst.CSTNode], type[cst.Add | cst.Subtract | cst.Multiply | cst.Divide]] = {
    cst.AddAssign: cst.Add,
    cst.SubtractAssign: cst.Subtract,
    cst.MultiplyAssign: cst.Multiply,
    cst.DivideAssign: cst.Divide,
}
_IN_PLACE = {cst.Add: "add_", cst.Subtract: "sub_", cst.Multiply: "mul_", cst.Divide: "div_"}
_NEEDLESS_LOOKING = ("detach", "clone", "contiguous", "copy", "requires_grad_", "float", "double", "item")
_OPPOSITE_NAMES = {"True": "False", "False": "True", "min": "max", "max": "min", "amin": "amax", "amax": "amin",
                   "sum": "mean", "mean": "sum", "argmax": "argmin", "argmin": "argmax", "zeros": "ones",
                   "zeros_like": "ones_like", "tril": "triu", "triu": "tril", "terminated": "truncated",
                   "truncated": "terminated", "all": "any", "any": "all"}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """The reference with one change.

    Attributes:
        operator: what kind of change.
        definition: the top-level function or class that it is in.
        line: where it is, from 1.
        before: the changed lines in the reference, without indentation.
        after: the same lines in the mutant.
        source: the whole mutant.
        diff: from the reference to the mutant.
        questions: those whose graded names reach the change.
    """

    operator: str
    definition: str
    line: int
    before: str
    after: str
    source: str
    diff: str
    questions: tuple[str, ...]


class Equivalent(BaseModel):
    """A change that makes no difference."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: str
    after: str
    inside: str | None = None  # the top-level function or class; None: wherever the lines are these
    because: str = Field(min_length=1)

    def covers(self, mutant: Mutant) -> bool:
        """Return whether the mutant is this change."""
        here = self.inside in (None, mutant.definition)
        return here and (self.before, self.after) == (mutant.before, mutant.after)


class _Equivalents(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    equivalent: tuple[Equivalent, ...] = ()


def find_equivalents(assignment: Assignment) -> tuple[Equivalent, ...]:
    """Return the changes that an instructor has declared to make no difference.

    Raises:
        ManifestError: the file that declares them is not as described above.
    """
    path = assignment.solutions / _EQUIVALENT
    if not path.is_file():
        return ()
    try:
        return _Equivalents.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).equivalent
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: not valid TOML: {error}") from None
    except ValidationError as error:
        found = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ManifestError("\n".join(f"{path}: {line}" for line in found)) from None


def make_mutants(assignment: Assignment) -> list[Mutant]:
    """Return every mutant of the reference, in the order of its lines, each once."""
    source = assignment.reference.read_text(encoding="utf-8")
    tree = ast.dump(ast.parse(source))
    module = MetadataWrapper(cst.parse_module(source)).module  # a copy in which no two nodes are the same object
    finder = _Finder()
    module.visit(finder)
    reached = {q.name: reachable(source, q.names) for q in assignment.manifest.questions}
    found: dict[str, Mutant] = {}
    for operator, node, replacement, definition in finder.changes:
        mutated = cst.ensure_type(module.deep_replace(node, replacement), cst.Module).code
        try:
            same = ast.dump(ast.parse(mutated)) == tree
        except SyntaxError:
            continue
        if not same and mutated not in found:
            # what stands outside of every definition runs whatever is asked
            questions = tuple(
                name for name, definitions in reached.items() if definition in definitions or not definition
            )
            found[mutated] = _mutant(operator, definition, source, mutated, questions)
    return sorted(found.values(), key=lambda mutant: mutant.line)


def _mutant(operator: str, definition: str, source: str, mutated: str, questions: tuple[str, ...]) -> Mutant:
    old, new = source.splitlines(), mutated.splitlines()
    blocks = [
        block for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if block[0] != "equal"
    ]
    first, last = blocks[0], blocks[-1]
    diff = list(difflib.unified_diff(old, new, "reference", "mutant", lineterm="", n=1))
    return Mutant(
        operator=operator,
        definition=definition,
        line=first[1] + 1,
        before="\n".join(line.strip() for line in old[first[1] : last[2]]),
        after="\n".join(line.strip() for line in new[first[3] : last[4]]),
        source=mutated,
        diff="\n".join(diff[2:]),
        questions=questions,
    )


class _Finder(cst.CSTVisitor):
    """Collects every change: its kind, the node, what replaces it, and the top-level definition around it."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[str, cst.CSTNode, cst.CSTNode, str]] = []
        self._definitions: list[str] = []

    def _change(self, operator: str, node: cst.CSTNode, replacement: cst.CSTNode) -> None:
        definition = self._definitions[0] if self._definitions else ""
        self.changes.append((operator, node, replacement, definition))

    # What is left alone

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        return False

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def visit_Raise(self, node: cst.Raise) -> bool:
        return False

    def visit_Decorator(self, node: cst.Decorator) -> bool:
        return False

    # Where we are

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._definitions.append(node.name.value)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._definitions.pop()

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._definitions.append(node.name.value)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        self._definitions.pop()

    # Signs, operators, comparisons

    def on_visit(self, node: cst.CSTNode) -> bool:
        if other := _OPERATORS.get(type(node)):
            kept = {
                name: getattr(node, name) for name in ("whitespace_before", "whitespace_after") if hasattr(node, name)
            }
            self._change("operator", node, other(**kept))
        return super().on_visit(node)

    def visit_UnaryOperation(self, node: cst.UnaryOperation) -> None:
        if isinstance(node.operator, cst.Minus | cst.Not | cst.BitInvert):
            inner = node.expression
            self._change("sign", node, inner.with_changes(lpar=inner.lpar or node.lpar, rpar=inner.rpar or node.rpar))

    # Constants, axes, names with an opposite

    def visit_Integer(self, node: cst.Integer) -> None:
        self._change("constant", node, cst.Integer(str(node.evaluated_value + 1)))

    def visit_Float(self, node: cst.Float) -> None:
        self._change("constant", node, cst.Float(repr(node.evaluated_value * 1.5 or 0.5)))

    def visit_Arg(self, node: cst.Arg) -> None:
        if (
            node.keyword
            and node.keyword.value in ("dim", "axis")
            and m.matches(node.value, m.UnaryOperation(m.Minus()))
        ):
            self._change("axis", node.value, cst.Integer("0"))

    def visit_Name(self, node: cst.Name) -> None:
        if other := _OPPOSITE_NAMES.get(node.value):
            self._change("opposite", node, cst.Name(other))

    # Arguments and methods

    def visit_Call(self, node: cst.Call) -> None:
        first = [i for i, arg in enumerate(node.args) if arg.keyword is None and not arg.star][:2]
        if len(first) == 2:
            a, b = (node.args[i] for i in first)
            args = [*node.args]
            args[first[0]], args[first[1]] = a.with_changes(value=b.value), b.with_changes(value=a.value)
            self._change("swap", node, node.with_changes(args=args))
        if isinstance(node.func, cst.Attribute):
            name = node.func.attr.value
            if name in _NEEDLESS_LOOKING and not node.args:
                self._change("detach", node, node.func.value)
            if name.endswith("_") and not name.startswith("_"):
                plain = node.func.with_changes(attr=cst.Name(name.rstrip("_")))
                self._change("in place", node, node.with_changes(func=plain))

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> None:
        method = _IN_PLACE.get(type(node.operator))
        if method and isinstance(node.left, cst.Name):
            call = cst.Call(cst.Attribute(node.left, cst.Name(method)), [cst.Arg(node.right)])
            self._change("in place", node, call)

    # Statements

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        (statement, *more) = node.body
        removable = cst.Assign | cst.AugAssign | cst.AnnAssign | cst.Continue | cst.Break | cst.Expr
        docstring = m.matches(statement, m.Expr(m.SimpleString() | m.ConcatenatedString()))
        if self._definitions and not more and isinstance(statement, removable) and not docstring:
            self._change("left out", node, node.with_changes(body=[cst.Pass()]))

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        if operator := _PLAIN.get(type(node.operator)):
            value = cst.BinaryOperation(node.target, operator(), _in_parentheses(node.value))
            self._change("in place", node, cst.Assign([cst.AssignTarget(node.target)], value))

    def visit_Return(self, node: cst.Return) -> None:
        if isinstance(node.value, cst.Name | cst.Call | cst.BinaryOperation):
            call = cst.Call(cst.Attribute(_in_parentheses(node.value), cst.Name("detach")))
            self._change("detach", node.value, call)

    def visit_With(self, node: cst.With) -> None:
        if m.matches(node.items[0].item, m.Call(m.Attribute(attr=m.Name("no_grad")))):
            self._change("left out", node.items[0].item, cst.parse_expression("torch.enable_grad()"))

    def visit_If(self, node: cst.If) -> None:
        if self._definitions:
            self._change("branch", node.test, cst.Name("False"))


def _in_parentheses(expression: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(expression, cst.Name | cst.Call):
        return expression
    return expression.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
