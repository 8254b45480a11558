"""A mistake says what differs: how it becomes a whole module, what is wrong with one, and the commands that show it."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest
from support import COURSE, ROOT, change, command

from autograder.course.assignment import find_assignments
from autograder.course.bank import find_mistakes
from autograder.course.manifest import ManifestError
from autograder.course.splice import splice, without_markers

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


MISTAKES = [(assignment, mistake) for assignment in find_assignments(ROOT) for mistake in find_mistakes(assignment)]


def test_every_mistake_is_a_module_and_no_larger_than_it_must_be():
    for _, mistake in MISTAKES:
        compile(mistake.compose(), mistake.name, "exec")
    small = sum(mistake.path.read_text(encoding="utf-8").count("\n") for _, mistake in MISTAKES)
    whole = sum(assignment.reference.read_text(encoding="utf-8").count("\n") for assignment, _ in MISTAKES)
    assert small < whole / 5


def test_show_prints_the_whole_file_or_what_differs():
    done = command("autograder", "--root", COURSE, "show", "hw0_torch", "mistakes/centre_each_row")
    assert (done.returncode, done.stderr) == (0, "")
    reference = without_markers((COURSE / "solutions" / "hw0_torch" / "small.py").read_text(encoding="utf-8"))
    assert done.stdout == reference.replace("x - x.mean()", "x - x.mean(-1, keepdim=True)") != reference
    done = command("autograder", "--root", COURSE, "show", "hw0_torch", "mistakes/centre_each_row.py", "--diff")
    assert done.returncode == 0
    changed = [line for line in done.stdout.splitlines()[2:] if line.startswith(("+", "-"))]
    assert changed == ["-    return x - x.mean()", "+    return x - x.mean(-1, keepdim=True)"]


def test_show_prints_an_alternative_as_it_is():
    path = COURSE / "solutions" / "hw0_torch" / "alternatives" / "row_by_row.py"
    done = command("autograder", "--root", COURSE, "show", "hw0_torch", "alternatives/row_by_row")
    assert done.stdout == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mistakes/centre_each_rwo", "has no mistakes/centre_each_rwo; there is mistakes/centre_each_row"),
        ("alternatives/softmax_overflows", "has no alternatives/softmax_overflows; there is alternatives/"),
        ("small.py", "small.py is not in the bank; write mistakes/NAME or alternatives/NAME"),
    ],
)
def test_a_name_that_is_not_in_the_bank_is_answered_with_those_that_are(name, said):
    done = command("autograder", "--root", COURSE, "show", "hw0_torch", name)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("name", ["mistakes/centre_each_row", "mistakes/centre_each_row.py", "in its folder"])
def test_grade_takes_what_is_in_the_bank(grade, name):
    folder = COURSE / "solutions" / "hw0_torch" / "mistakes"
    graded = grade(folder / "centre_each_row.py" if name == "in its folder" else Path(name), "hw0_torch", COURSE)
    assert graded.status == 0
    assert graded.report["score"] == 80
    assert graded.failed["test_centre_agrees"]["mistake"] == "centre_each_row"


def test_grade_prefers_the_file_that_is_there(grade, course: Path):
    (course / "mistakes").mkdir()
    (course / "mistakes" / "centre_each_row").with_suffix(".py").write_text("def softmax(x, dim): ...\n")
    graded = grade(Path("mistakes/centre_each_row.py"), "hw0_torch", course)
    assert graded.report["score"] == 0
    assert grade(Path("mistakes/centre_each_rwo"), "hw0_torch", course).status == 2


def test_a_mistake_that_does_not_fit_is_named_by_the_commands_that_need_it(course: Path):
    path = course / "solutions" / "hw0_torch" / "mistakes" / "centre_each_row.py"
    change(path, "def centre(", "def center(")
    said = "centre_each_row.py, line 9: the reference has no `center`; did you mean `centre`?"
    for words in (
        ("show", "hw0_torch", "mistakes/centre_each_row"),
        ("audit", "hw0_torch", "--only", "alternatives/*"),
    ):
        done = command("autograder", "--root", course, *words)
        assert done.returncode == 2
        assert said in done.stderr


def test_nothing_of_the_bank_is_composed_where_nothing_failed(grade, course: Path):
    change(course / "solutions" / "hw0_torch" / "mistakes" / "centre_each_row.py", "def centre(", "def center(")
    graded = grade(course / "solutions" / "hw0_torch" / "small.py", "hw0_torch", course)
    assert graded.report["score"] == 100
    assert graded.stderr == ""


def test_a_mistake_that_does_not_fit_costs_nobody_a_report(grade, course: Path):
    change(course / "solutions" / "hw0_torch" / "mistakes" / "centre_each_row.py", "def centre(", "def center(")
    graded = grade(Path("mistakes/centre_by_median"), "hw0_torch", course)
    assert graded.failed["test_centre_of_two"]["mistake"] == "centre_by_median"
