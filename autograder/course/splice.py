"""A mistake says only what differs; here it becomes a whole module.

A file in `mistakes/` is a docstring and the definitions that change:

    '''This is what comes out without bias correction: see the handout, section Adam, step 3.

    Question: adam
    Caught by: test_adam_first_step
    New: _power, Adam._count
    '''

    def _power(x, n): ...           # new: it goes before the definition that follows it here

    class Adam:                     # the reference's Adam, with another step() and a new _count
        _count = 0

        def step(self) -> None: ...

A function stands for the reference's function of that name, a class for those of its members that it gives, and an
assignment for the reference's assignment to that name. What the reference does not have is listed as new, so that a
name that is misspelt is an error. Imports need no such line, nor does a statement that defines nothing: it is added.

The result is the reference's own text with other lines in it: comments and form stay as they are. Replacing methods in
a subclass would be shorter. But `super().__init__` would then call the method that is to be replaced.
"""

from __future__ import annotations

import ast
import copy
import difflib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn, TypeGuard

from autograder.course.manifest import ManifestError

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Import = ast.Import | ast.ImportFrom
_MARKER = re.compile(r"\s*# (BEGIN|END) SOLUTION")
_NEW = re.compile(r"^New: *(.*)$", re.MULTILINE)


def splice(reference: str, changes: str, path: Path) -> str:
    """Return the reference with the definitions of a mistake in place of its own, and without Otter's markers.

    Args:
        reference: the source of the reference.
        changes: the source of the mistake, as described above.
        path: the mistake's file, for the messages.

    Raises:
        ManifestError: the mistake does not fit the reference. The message names the file, the line, and what to do.
    """
    old, new = ast.parse(reference), parse(changes, path)
    work = _Splice(reference, changes, path, ast.get_docstring(new) or "")
    work.add_imports(old, [one for one in new.body if isinstance(one, _Import)])
    work.change(old.body, [one for one in new.body if not isinstance(one, _Import)])
    return without_markers(work.result())


def parse(source: str, path: Path) -> ast.Module:
    """Return the syntax tree of a file.

    Raises:
        ManifestError: it is not Python.
    """
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ManifestError(f"{path}, line {error.lineno}: not a file of Python: {error.msg}") from None


def without_markers(source: str) -> str:
    """Return a reference without `# BEGIN SOLUTION` and `# END SOLUTION`."""
    return "\n".join(line for line in source.split("\n") if not _MARKER.match(line))


class _Splice:
    """The edits that turn a reference into a mistake; a scope is "" for the module, "Adam." inside the class Adam."""

    def __init__(self, reference: str, changes: str, path: Path, docstring: str) -> None:
        self._reference = reference.split("\n")
        self._changes = changes.split("\n")
        self._path = path
        declared = _NEW.search(docstring)
        self._new = {name.strip() for name in declared[1].split(",")} if declared else set()
        self._defined: set[str] = set()  # names, with their scope
        self._edits: list[tuple[int, int, list[str]]] = []  # lines from, up to, and what stands there instead

    def result(self) -> str:
        if missing := self._new - self._defined:
            said = f"'New:' names {_shown(missing)}, which this file does not define"
            raise ManifestError(f"{self._path}: {said}; take it out of that line, or define it")
        if not self._edits:
            raise ManifestError(f"{self._path}: this file changes nothing; write the definition that is wrong")
        lines, done = [], 0
        # What is inserted comes before what is replaced there, and stays in the order of the file.
        for start, end, text in sorted(self._edits, key=lambda edit: edit[:2]):
            lines += self._reference[done:start] + text
            done = end
        return "\n".join(lines + self._reference[done:])

    def add_imports(self, old: ast.Module, imports: Sequence[_Import]) -> None:
        """Add what the reference does not import, after its imports, so that the mistake's has the last word."""
        before = [node for node in old.body if isinstance(node, _Import)]
        there = {ast.dump(one) for node in before for one in _each(node)}
        defined = {name for node in old.body if node not in before for name in _names(node)}
        docstring = old.body[: ast.get_docstring(old) is not None]
        for one in (one for node in imports for one in _each(node) if ast.dump(one) not in there):
            if hidden := defined & _names(one):
                said = f"the reference defines {_shown(hidden)} after its imports, which hides this one"
                self._fail(one, f"{said}; write an assignment instead")
            future = isinstance(one, ast.ImportFrom) and one.module == "__future__"
            above = docstring if future else [*docstring, *before]
            line = max((_end(node) for node in above), default=0)
            self._edits.append((line, line, [ast.unparse(one)]))

    def change(self, old: Sequence[ast.stmt], new: Iterable[ast.stmt], scope: str = "") -> None:
        """Put each new statement in place of the old one that defines the same name."""
        replaced: list[ast.stmt] = []
        waiting: list[ast.stmt] = []  # what is new goes before the next one that replaces something
        for statement in new:
            if isinstance(statement, ast.Pass) or _is_text(statement):
                continue
            if _indent(self._changes, statement) != _indent(self._reference, old[0]):
                self._fail(statement, "indent this as the reference does")
            target = self._target(statement, old, scope)
            if target is None:
                waiting.append(statement)
                continue
            if target in replaced:
                self._fail(statement, f"{_shown(_names(statement), scope)} is given twice; write it once")
            replaced.append(target)
            self._insert(waiting, _start(target, self._reference), scope)
            waiting = []
            if isinstance(target, ast.ClassDef) and isinstance(statement, ast.ClassDef):
                self._change_header(target, statement)
                self.change(target.body, statement.body, f"{scope}{target.name}.")
            else:
                self._replace(target, statement, scope)
        self._insert(waiting, _end(old[-1]), scope, above=True)

    def _target(self, statement: ast.stmt, old: Sequence[ast.stmt], scope: str) -> ast.stmt | None:
        """Return the statement of the reference that this one stands for; None: it is new."""
        names = _names(statement)
        found = [one for one in old if names & _names(one)]
        known = {name for one in found for name in _names(one)}
        for name in sorted(names):
            self._check_name(statement, scope, name, known, {n for one in old for n in _names(one)})
        if len(found) > 1:  # a property and its setter, overloads, assignments of which the last one counts
            alike = [one for one in found if _decorators(one) == _decorators(statement)]
            if not alike:
                said = f"the reference defines {_shown(names, scope)} {len(found)} times"
                self._fail(statement, f"{said}; write the decorators of the one that is meant")
            found = alike
        if found and (lost := _names(found[-1]) - names):
            said = f"line {found[-1].lineno} of the reference defines {_shown(lost, scope)} in the same statement"
            self._fail(statement, f"{said}; write all of it")
        return found[-1] if found else None

    def _check_name(self, statement: ast.stmt, scope: str, name: str, known: set[str], all_names: set[str]) -> None:
        whole = scope + name
        if name in known and whole in self._new:
            self._fail(statement, f"the reference has `{whole}`; take it out of the line 'New:'")
        if name not in known and whole not in self._new:
            close = difflib.get_close_matches(name, all_names, 1)
            do = f"did you mean {_shown(close, scope)}? If not," if close else "correct the name, or"
            self._fail(statement, f"the reference has no `{whole}`; {do} add the line 'New: {whole}' to the docstring")
        if name not in known and whole in self._defined and not _decorators(statement):
            self._fail(statement, f"`{whole}` is given twice; write it once")
        self._defined.add(whole)

    def _change_header(self, target: ast.ClassDef, statement: ast.ClassDef) -> None:
        """Give a class the bases and the decorators that the mistake writes, if it writes any."""
        bases, decorators = [*statement.bases, *statement.keywords], statement.decorator_list
        if not bases and not decorators:
            return
        self._check_alone(target.body[0], statement)
        header = copy.copy(target)
        header.body = []
        header.decorator_list = decorators or target.decorator_list
        if bases:
            header.bases, header.keywords = statement.bases, statement.keywords
        indent = _indent(self._reference, target)
        lines = [indent + line for line in ast.unparse(header).split("\n")]
        self._edits.append((_start(target), _start(target.body[0]), lines))

    def _replace(self, target: ast.stmt, statement: ast.stmt, scope: str) -> None:
        if _meaning(target) == _meaning(statement):
            self._fail(statement, f"{_shown(_names(statement), scope)} is as in the reference; leave it out")
        self._check_alone(target, statement)
        text = self._text(statement)
        if _has_docstring(target) and isinstance(statement, _Definition) and not _has_docstring(statement):
            # Keep the reference's docstring: readers need it, and `show --diff` must not list it as a difference.
            docstring, first = target.body[0], statement.body[0]
            if _alone(self._changes, first) and _indent(self._changes, first) == _indent(self._reference, docstring):
                at = _start(first, self._changes) - _start(statement, self._changes)
                text[at:at] = self._reference[_start(docstring) : _end(docstring)]
        self._edits.append((_start(target), _end(target), text))

    def _insert(self, statements: Sequence[ast.stmt], line: int, scope: str, *, above: bool = False) -> None:
        """Put new statements before a line, with empty lines between them and what is there."""
        for statement in statements:
            text, space = self._text(statement), [""] * (1 if scope else 2)
            self._edits.append((line, line, [*space, *text] if above else [*text, *space]))

    def _text(self, statement: ast.stmt) -> list[str]:
        if not _alone(self._changes, statement):
            self._fail(statement, "write every definition in lines of its own")
        return self._changes[_start(statement, self._changes) : _end(statement)]

    def _check_alone(self, target: ast.stmt, statement: ast.stmt) -> None:
        if not _alone(self._reference, target):
            said = f"line {target.lineno} of the reference holds more than one statement"
            self._fail(statement, f"{said}; give each lines of its own there")

    def _fail(self, statement: ast.stmt, said: str) -> NoReturn:
        raise ManifestError(f"{self._path}, line {statement.lineno}: {said}")


def _names(node: ast.AST) -> set[str]:
    """Return the names that a statement gives to the module or the class that it stands in."""
    if isinstance(node, _Definition):
        return {node.name}
    if isinstance(node, ast.alias):
        return {node.asname or node.name.partition(".")[0]}
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Store) else set()
    if isinstance(node, ast.comprehension | ast.Lambda):
        return set()
    return {name for child in ast.iter_child_nodes(node) for name in _names(child)}


def _each(node: _Import) -> list[_Import]:
    """Return a statement for every name that is imported."""
    found = []
    for alias in node.names:
        one = copy.copy(node)
        one.names = [alias]
        found.append(one)
    return found


def _meaning(node: ast.stmt) -> str:
    """Return what a statement does: its syntax without docstrings, comments and places."""
    node = copy.deepcopy(node)
    for inner in ast.walk(node):
        if _has_docstring(inner):
            inner.body = inner.body[1:]
    return ast.dump(node)


def _has_docstring(node: ast.AST) -> TypeGuard[_Definition]:
    return isinstance(node, _Definition) and ast.get_docstring(node, clean=False) is not None


def _is_text(statement: ast.stmt) -> bool:
    """Tell whether a statement is a docstring or an ellipsis."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _decorators(statement: ast.stmt) -> list[str]:
    return [ast.dump(one) for one in statement.decorator_list] if isinstance(statement, _Definition) else []


def _start(statement: ast.stmt, lines: Sequence[str] = ()) -> int:
    """Return the index of a statement's first line: of its decorators, and, given the lines, of the comments above."""
    decorators = statement.decorator_list if isinstance(statement, _Definition) else []
    first = min([statement.lineno, *(one.lineno for one in decorators)]) - 1
    while lines and first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return first


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


def _alone(lines: Sequence[str], statement: ast.stmt) -> bool:
    """Tell whether nothing else stands in a statement's lines but a comment."""
    before = lines[statement.lineno - 1].encode()[: statement.col_offset]
    after = lines[_end(statement) - 1].encode()[statement.end_col_offset :].strip()
    return not before.strip() and (not after or after.startswith(b"#"))


def _indent(lines: Sequence[str], statement: ast.stmt) -> str:
    return lines[statement.lineno - 1][: statement.col_offset]


def _shown(names: Iterable[str], scope: str = "") -> str:
    return ", ".join(f"`{scope}{name}`" for name in sorted(names))
