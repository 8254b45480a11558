"""The examples in docstrings are right: each runs, and gives what stands below it."""

from __future__ import annotations

import ast
import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path

import homework
import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent


def examples() -> Iterator[doctest.DocTest]:
    """Yield the examples of every docstring, whatever decorates its function."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if ">>> " not in text or "templates" in path.parts:
            continue
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(text)):
            docstring = ast.get_docstring(node) if isinstance(node, ast.FunctionDef | ast.ClassDef) else None
            if docstring and ">>> " in docstring:
                name = f"{module}.{node.name}"
                yield doctest.DocTestParser().get_doctest(docstring, {}, name, str(path), node.lineno)


EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name.removeprefix("autograder."))
def test_an_example_gives_what_it_says(example: doctest.DocTest):
    module = importlib.import_module(example.name.rpartition(".")[0])
    example.globs = {**vars(module), **homework.names()}
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert not said, "".join(said)


def test_there_are_examples():
    assert len(EXAMPLES) > 25
