"""Finds uses of refused names in a student's source, without running it.

For honest students: it says on which line, on their own computer as after the upload, and it sees what no test happens
to execute. It reads what is plainly written; whoever hides a use from it meets `refusal`, which describes both.

Only code that runs on import or that a graded name reaches counts. In it, these uses count: calls, base classes, graded
names that are bound to a refused object, and imports of a package that is refused as a whole. Nobody loses a mark for
another leftover import, a type hint, an `isinstance`, an unused helper, or code under `if __name__ == "__main__"`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Use:
    """One use of a refused name.

    Attributes:
        refused: the name as the manifest has it.
        written: the name that is used, with aliases resolved: the refused one, or one below it.
        line: in the source.
        reached_from: the graded name that leads there; empty if it happens when the file is imported.
    """

    refused: str
    written: str
    line: int
    reached_from: str


def find_uses(source: bytes, refused: Collection[str], graded: Iterable[str]) -> list[Use]:
    """Return every use of a name in `refused`, or of one below it, that importing `source` or a graded name reaches.

    Source that Python cannot read, or that is nested too deeply, has none.
    """
    try:
        return _find_uses(ast.parse(source), refused, graded) if refused else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def reachable(source: str, names: Iterable[str]) -> set[str]:
    """Return the top-level names that `names` lead to in `source`, themselves included."""
    module = _Module(ast.parse(source), ())
    return {bound for name in names for node in module.reached(name) for bound in _bound_by(node)}


def changed(before: str, after: str) -> set[str]:
    """Return the top-level names that two sources bind differently; "" stands for what binds no name."""

    def bound(source: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in ast.parse(source).body:
            for name in _bound_by(node) or [""]:
                found.setdefault(name, []).append(ast.dump(node))
        return found

    first, second = bound(before), bound(after)
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


def _find_uses(tree: ast.Module, refused: Collection[str], graded: Iterable[str]) -> list[Use]:
    module = _Module(tree, refused)
    found = {use for node in _run_on_import(tree.body) for use in module.uses(node, "", enter=False)}
    for name in graded:
        found |= set(module.bound_to(name))
        found |= {use for node in module.reached(name) for use in module.uses(node, name, enter=True)}
    return sorted(found, key=lambda use: (use.line, use.written, use.reached_from))


class _Module:
    def __init__(self, tree: ast.Module, refused: Collection[str]) -> None:
        self._refused = refused
        self._definitions: dict[str, list[ast.stmt]] = {}
        self._star_imports = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.names[0].name == "*"]
        for node in tree.body:
            for name in () if _is_main(node) else _bound_by(node):
                self._definitions.setdefault(name, []).append(node)
        # A name that the module also defines means that definition: `class Adam` after `from torch.optim import Adam`.
        defined = {name for name, nodes in self._definitions.items() if not all(map(_is_import, nodes))}
        imported = _imports(part for node in tree.body if not _is_main(node) for part in _without_functions(node))
        self._aliases = {alias: dotted for alias, dotted in imported.items() if alias not in defined}
        for node in tree.body:  # optim = torch.optim
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name, dotted = node.targets[0].id, _dotted(node.value, self._aliases)
                if dotted and len(self._definitions[name]) == 1:
                    self._aliases.setdefault(name, dotted)

    def reached(self, name: str) -> list[ast.stmt]:
        """Return every top-level statement that the definition of `name` leads to."""
        seen, waiting, found = set(), [name], []
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            for node in self._definitions.get(name, ()):
                found.append(node)
                waiting += _names_read(node, frozenset())
        return found

    def bound_to(self, graded: str) -> Iterator[Use]:
        """Yield the use in `Adam = torch.optim.Adam`, `from torch.optim import Adam` or `from torch.optim import *`."""
        for node in self._definitions.get(graded, self._star_imports)[-1:]:  # the last one holds
            match node:
                case ast.Assign(value=value):
                    dotted = _dotted(value, self._aliases)
                case ast.ImportFrom(module=str(module), names=[ast.alias(name="*")]):
                    there = module not in sys.modules or hasattr(sys.modules[module], graded)
                    dotted = f"{module}.{graded}" if there else None
                case ast.Import() | ast.ImportFrom():
                    dotted = self._aliases.get(graded)
                case _:
                    continue
            if dotted and (refused := self._refused_by(dotted, bare=False)):
                yield Use(refused, dotted, node.lineno, graded)

    def uses(self, node: ast.AST, reached_from: str, *, enter: bool) -> Iterator[Use]:
        """Yield the uses in a part of the tree; `enter` says whether the bodies of functions belong to it."""
        return self._uses(node, reached_from, self._aliases, enter)

    def _uses(self, node: ast.AST, reached_from: str, aliases: Mapping[str, str], enter: bool) -> Iterator[Use]:
        for expression in _used_by(node):
            dotted = _dotted(expression, aliases) if isinstance(expression, ast.expr) else expression
            refused = self._refused_by(dotted, bare=not isinstance(expression, ast.expr)) if dotted else None
            if refused and dotted:
                yield Use(refused, dotted, getattr(node, "lineno", 0), reached_from)
        if isinstance(node, _FUNCTIONS):
            if not enter:
                return
            aliases = _inside(node, aliases)
        for child in ast.iter_child_nodes(node):
            yield from self._uses(child, reached_from, aliases, enter)

    def _refused_by(self, dotted: str, *, bare: bool) -> str | None:
        for name in self._refused:
            if dotted == name or dotted.startswith(f"{name}."):
                # Merely importing something harms nobody, unless it is a package that is not even there.
                return None if bare and "." in name else name
        return None


def _dotted(expression: ast.expr, aliases: Mapping[str, str]) -> str | None:
    """Return the full name that an expression plainly stands for."""
    match expression:
        case ast.Name(id=name):
            return aliases.get(name)
        case (
            ast.Attribute(value=owner, attr=name)
            | ast.Call(func=ast.Name(id="getattr"), args=[owner, ast.Constant(value=str(name)), *_])
        ):
            above = _dotted(owner, aliases)
            return above and f"{above}.{name}"
        case (
            ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            )
            | ast.Subscript(value=ast.Attribute(attr="modules"), slice=ast.Constant(value=str(name)))
        ):
            return name
    return None


def _imports(parts: Iterable[ast.AST]) -> dict[str, str]:
    """Return the names that imports bind, and what they stand for."""
    aliases = {}
    for node in parts:
        if isinstance(node, ast.Import):
            for name in node.names:
                package = name.name.split(".")[0]
                aliases[name.asname or package] = name.name if name.asname else package
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                aliases[name.asname or name.name] = f"{node.module}.{name.name}"
    return aliases


def _inside(function: ast.AST, aliases: Mapping[str, str]) -> dict[str, str]:
    """Return what names stand for in a function: its parameters and variables mean something else."""
    parts = list(ast.walk(function))
    own = {part.arg for part in parts if isinstance(part, ast.arg)}
    own |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return {name: dotted for name, dotted in {**aliases, **_imports(parts)}.items() if name not in own}


def _names_read(node: ast.AST, own: frozenset[str]) -> Iterator[str]:
    """Yield the names of the module that a part of the tree reads: not the parameters and variables of functions."""
    if isinstance(node, _FUNCTIONS):
        parts = list(ast.walk(node))
        own |= {part.arg for part in parts if isinstance(part, ast.arg)}
        own |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        own -= {name for part in parts if isinstance(part, ast.Global) for name in part.names}
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _names_read(child, own)


def _bound_by(node: ast.stmt) -> set[str]:
    """Return the names that a top-level statement binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import() | ast.ImportFrom():
            return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    stored = (part for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store))
    nested = (part for part in ast.walk(node) if isinstance(part, ast.FunctionDef | ast.ClassDef))
    return {part.id for part in stored} | {part.name for part in nested}


def _is_import(node: ast.AST) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _used_by(node: ast.AST) -> list[ast.expr | str]:
    """Return what one node of the tree uses: an expression that it calls or derives from, or a module it imports."""
    match node:
        case ast.Call(func=function):
            return [function]
        case ast.ClassDef(bases=bases):
            return list(bases)
        case ast.Import(names=names):
            return [name.name for name in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
    return []


def _run_on_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield what is executed when the module is imported, without the bodies of functions."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from node.decorator_list
            case ast.ClassDef():
                yield from node.decorator_list
                yield from _run_on_import(node.body)
            case ast.If() if _is_main(node):
                yield from _run_on_import(node.orelse)
            case ast.If() | ast.For() | ast.While():
                yield from _run_on_import([*node.body, *node.orelse])
            case ast.With():
                yield from _run_on_import(node.body)
            case ast.Try():
                pass  # `try: import torch`, `except ImportError`: made to do without
            case _:
                yield node


def _without_functions(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what is nested in it, but for the bodies of functions, which run later if at all."""
    yield node
    if not isinstance(node, _FUNCTIONS):
        for child in ast.iter_child_nodes(node):
            yield from _without_functions(child)


def _is_main(node: ast.AST) -> bool:
    """Return whether this is the block under `if __name__ == "__main__"` or `if TYPE_CHECKING`."""
    names = ("__name__", "TYPE_CHECKING")
    return isinstance(node, ast.If) and any(
        (isinstance(part, ast.Name) and part.id in names) or (isinstance(part, ast.Attribute) and part.attr in names)
        for part in ast.walk(node.test)
    )
