"""A mistake says what differs: how it becomes a whole module, and what is wrong with one."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from autograder.assignment import ManifestError
from autograder.splice import splice, without_markers

REFERENCE = '''\
"""The reference."""

from collections.abc import Iterable, Sequence
import math

LIMIT = 3  # of everything
LOW, HIGH = 0, 1


# How it is done is explained in the handout.
def twice(x):
    """Return twice x.

    Of any number.
    """
    # BEGIN SOLUTION
    def inner(y):
        return y + y

    return inner(x)
    # END SOLUTION


class Counter(dict):
    """Counts."""

    step = 1

    def __init__(self, *args):
        super().__init__(*args)
        self.n = 0

    @property
    def value(self):
        return self.n

    @value.setter
    def value(self, n):
        self.n = n

    @staticmethod
    def name():
        return "counter"


if LIMIT > 2:

    def chosen():
        return "large"

else:

    def chosen():
        return "small"


class Short(Exception): pass
SEMI = 1; COLON = 2


def last():
    return [one() for one in (chosen, Counter.name)]
'''
PATH = Path("mistakes/wrong.py")


def compose(changes: str, new: str = "", reference: str = REFERENCE) -> str:
    """Put changes, with a docstring before them, into the reference."""
    field = f"\nNew: {new}" if new else ""
    return splice(reference, f'"""A hint.\n\nQuestion: q{field}\n"""\n{textwrap.dedent(changes)}', PATH)


def run(source: str) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "wrong"}
    exec(source, namespace)
    return namespace


@pytest.mark.parametrize(
    ("changes", "new", "expression", "value"),
    [
        ("def twice(x):\n    return x", "", "twice(5)", 5),
        ("async def twice(x):\n    return x", "", "twice.__code__.co_flags & 0x80 != 0", True),
        ("twice = abs", "", "twice(-5)", 5),
        ("LIMIT = 7", "", "LIMIT", 7),
        ("LIMIT: int = 7", "", "LIMIT", 7),
        ("LOW, HIGH = 1, 0", "", "(LOW, HIGH)", (1, 0)),
        ("def chosen():\n    return 'none'", "", "last()", ["none", "counter"]),
        ("math.answer = 42", "", "math.answer", 42),
        ("import math, cmath\ndef twice(x):\n    return cmath.sqrt(x)", "", "twice(-1)", 1j),
        ("import cmath as math\ndef twice(x):\n    return math.sqrt(x)", "", "twice(-1)", 1j),
        ("from __future__ import annotations\ndef twice(x: Unknown): ...", "", "twice(1)", None),
        ("def helper(x):\n    return -x\ndef twice(x):\n    return helper(x)", "helper", "twice(5)", -5),
        ("SIZE = 2\ndef twice(x, by=SIZE):\n    return by ** x", "SIZE", "twice(3)", 8),
        ("class Counter:\n    step = 2", "", "(Counter().step, Counter().value)", (2, 0)),
        ("class Counter:\n    start = 4\n    def __init__(self):\n        super().__init__()\n        self.n = 1",
         "Counter.start", "(Counter().value, Counter.start)", (1, 4)),
        ("class Counter:\n    @property\n    def value(self):\n        return -1", "", "Counter().value", -1),
        ("class Counter:\n    @value.setter\n    def value(self, n):\n        self.n = -n",
         "", "[setattr(c := Counter(), 'value', 3), c.value]", [None, -3]),
        ("class Counter:\n    def name():\n        return 'c'", "", "Counter.__dict__['name']()", "c"),
        ("class Counter(list):\n    step = 2", "", "(Counter([1]), Counter().step, Counter().n)", ([1], 2, 0)),
        ("class Error(Exception):\n    code = 3\n    def m(self): ...", "Error", "Error().code", 3),
    ],
)  # fmt: skip
def test_what_a_file_gives_stands_in_place_of_the_references(changes, new, expression, value):
    assert eval(expression, run(compose(changes, new))) == value


def test_the_rest_keeps_its_form_and_loses_its_markers():
    composed = compose("def last():\n    # Only one.\n    return [chosen()]")
    expected = without_markers(REFERENCE).replace(
        "    return [one() for one in (chosen, Counter.name)]\n", "    # Only one.\n    return [chosen()]\n"
    )
    assert composed == expected
    assert "SOLUTION" not in composed


def test_a_function_keeps_the_docstring_that_it_does_not_repeat():
    composed = compose("def twice(\n    x,\n):\n    # As it is.\n    return x")
    (twice,) = (node for node in ast.parse(composed).body if getattr(node, "name", "") == "twice")
    assert ast.get_docstring(twice) == "Return twice x.\n\nOf any number."
    assert ast.get_docstring(ast.parse(compose('def last():\n    """Other."""')).body[-1]) == "Other."


def test_what_is_new_goes_before_the_definition_that_follows_it():
    composed = compose("A = 1\n\n\ndef last():\n    return A + B\n\n\n# Why it is 2.\nB = 2", "A, B")
    names = [node.targets[0].id for node in ast.parse(composed).body[-3:] if isinstance(node, ast.Assign)]
    assert names == ["A", "B"]
    assert composed.index("A = 1") < composed.index("def last") < composed.index("# Why it is 2.\nB = 2")


def test_of_several_assignments_the_last_one_counts():
    composed = compose("X = {1: 2}", reference="X = {}\nX = {1: 1}\n")
    assert composed == "X = {}\nX = {1: 2}\n"


def test_overloads_stay_where_the_function_changes():
    head = "from typing import overload\n\n\n@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\n"
    assert compose("def f(x):\n    return 2", reference=f"{head}def f(x):\n    return 1\n") == (
        f"{head}def f(x):\n    return 2\n"
    )


@pytest.mark.parametrize(
    ("changes", "new", "said"),
    [
        ("def twise(x): ...", "", "line 5: the reference has no `twise`; did you mean `twice`? If not, add the line "
                                 "'New: twise' to the docstring"),
        ("class Counter:\n    step = 2\n    def valeu(self): ...", "", "line 7: the reference has no `Counter.valeu`"),
        ("def inner(y): ...", "", "line 5: the reference has no `inner`"),
        ("def twice(x): ...", "twice", "line 6: the reference has `twice`; take it out of the line 'New:'"),
        ("def twice(x): ...", "helper", "'New:' names `helper`, which this file does not define"),
        ("", "", "this file changes nothing"),
        ("class Counter:\n    pass", "", "this file changes nothing"),
        ("LIMIT = 3", "", "line 5: `LIMIT` is as in the reference; leave it out"),
        ("LIMIT = 4\ndef last():\n    return [one() for one in (chosen, Counter.name)]", "",
         "line 6: `last` is as in the reference"),
        ("def last(): ...\nclass Counter:\n    step = 2\ndef last(): ...", "", "line 8: `last` is given twice"),
        ("class Counter:\n    step = 2\nclass Counter:\n    def name(): ...", "", "line 7: `Counter` is given twice"),
        ("def helper(): ...\ndef helper(): ...\nLIMIT = 1", "helper", "line 7: `helper` is given twice"),
        ("class Counter:\n    def value(self): ...", "", "line 6: the reference defines `Counter.value` 2 times; "
                                                         "write the decorators"),
        ("LOW = 1", "", "line 5: line 7 of the reference defines `HIGH` in the same statement; write all of it"),
        ("class Counter:\n  step = 2", "", "line 6: indent this as the reference does"),
        ("class Counter:\n\tstep = 2", "", "line 6: indent this as the reference does"),
        ("LIMIT = 2; LOW, HIGH = 1, 0", "", "line 5: write every definition in lines of its own"),
        ("class Short(ValueError):\n    pass", "", "line 5: line 57 of the reference holds more than one statement"),
        ("SEMI = 5", "", "line 5: line 58 of the reference holds more than one statement"),
        ("from math import sqrt as twice", "", "line 5: the reference defines `twice` after its imports"),
        ("def twice(x):\nreturn x", "", "line 6: not a file of Python: expected an indented block"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_with_its_line(changes, new, said):
    with pytest.raises(ManifestError) as raised:
        compose(changes, new)
    assert str(raised.value).startswith(f"{PATH}")
    assert said in str(raised.value)
