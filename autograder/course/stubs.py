"""The reference becomes the stub that students fill in.

Solutions stand between Otter's own markers, `# BEGIN SOLUTION` and `# END SOLUTION`. Otter replaces each by `...`; we
put an error in its place that says what to do, taken from the function's docstring.
"""

from __future__ import annotations

import ast
import json
import textwrap

from autograder.course.assignment import Assignment

_SHORTEST = 8  # characters of a solution's line that is worth looking for in the stub


class StubError(ValueError):
    """A reference from which no stub can be made. The message names the file and the line."""


def stub_source(assignment: Assignment) -> str:
    """Return the stub of an assignment as source text.

    Raises:
        StubError: markers do not match, a solution's function has no docstring, or the stub would give a solution away.
    """
    from otter.assign.solutions import replace_solutions  # an instructor's tool, and slow to import

    path = assignment.reference
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        stub = replace_solutions(lines, "python")
    except AssertionError as error:
        raise StubError(f"{path}: {str(error).split(' in [')[0]}") from None
    if len(stub) == len(lines):
        raise StubError(f"{path}: there is no # BEGIN SOLUTION ... # END SOLUTION in it")
    try:
        tree = ast.parse("\n".join(stub))
    except SyntaxError as error:
        raise StubError(f"{path}: without its solutions it is not valid Python: {error.msg}: {error.text}") from None
    own = [scope for scope, _ in _placeholders(ast.parse("\n".join(lines)))]  # an `...` of the reference itself stays
    own_names = [[node.name for node in scope] for scope in own]
    for function, placeholder in _placeholders(tree):
        if [node.name for node in function] in own_names:
            continue
        docstring = ast.get_docstring(function[-1]) if function else None
        if not docstring:
            raise StubError(
                f"{path}: the solution that starts at `{stub[placeholder.lineno - 1].strip()}` "
                f"(line {placeholder.lineno} of the stub) is not in a function with a docstring"
            )
        name = ".".join(node.name for node in function)
        todo = docstring.splitlines()[0]
        stub[placeholder.lineno - 1] = textwrap.indent(_raise(name, todo), " " * placeholder.col_offset)
    _check_nothing_leaks(assignment, lines, stub)
    return "\n".join(stub) + "\n"


def _raise(name: str, todo: str) -> str:
    """Return the statement that stands where a student writes."""
    literal = json.dumps(todo, ensure_ascii=False)  # double quotes, and backslashes as they are
    return f'raise NotImplementedError(\n    "{name} is not written yet. "\n    {literal}\n)'


_Scope = list[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]


def _placeholders(tree: ast.AST, scope: _Scope | None = None) -> list[tuple[_Scope, ast.stmt]]:
    """Return every statement `...` with the classes and functions around it, outermost first."""
    scope = scope or []
    found: list[tuple[_Scope, ast.stmt]] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found += _placeholders(node, [*scope, node])
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...:
            found.append((scope, node))
        else:
            found += _placeholders(node, scope)
    return found


def _check_nothing_leaks(assignment: Assignment, reference: list[str], stub: list[str]) -> None:
    """Make sure that no line of a solution is left in the stub."""
    kept = {line.strip() for line in stub}
    inside, given = False, set()
    solution: list[tuple[int, str]] = []
    for number, line in enumerate(reference, 1):
        text = line.strip()
        if text.startswith("# BEGIN SOLUTION") or text.endswith("# END SOLUTION"):
            inside = text.startswith("# BEGIN SOLUTION")
        elif inside:
            solution.append((number, text))
        else:
            given.add(text)
    for number, text in solution:
        if len(text) >= _SHORTEST and not text.startswith("#") and text in kept:
            also = " (it also stands outside the markers)" if text in given else ""
            raise StubError(f"{assignment.reference}, line {number}: the stub would show `{text}`{also}")
