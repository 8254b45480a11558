"""Raises a ValueError whose message names every argument of every public function."""

import ast
import linecache


def attack(*args, **kwargs):
    source = "".join(linecache.getlines(f"{__name__}.py"))
    names = {node.arg for node in ast.walk(ast.parse(source)) if isinstance(node, ast.arg)}
    raise ValueError(" ".join(sorted(names | set(kwargs))))
