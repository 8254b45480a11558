"""Refused names: what is detected, in which words, and what costs nobody a mark."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path

import pytest
from support import COURSE, ROOT, SOLUTIONS, command

from autograder.sandbox.inside.source_check import find_uses

SOLUTION = (COURSE / "solutions" / "hw0_torch" / "small.py").read_text(encoding="utf-8")
SAID = "`torch.softmax` may not be used here: this question is to write it."


def uses(
    source: str, refused: str = "torch.softmax", graded: tuple[str, ...] = ("f", "g")
) -> list[tuple[str, int, str]]:
    found = find_uses(textwrap.dedent(source).encode(), [refused], graded)
    return [(use.written, use.line, use.reached_from) for use in found]


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ndef f(x): return torch.softmax(x, -1)",
        "import torch as t\ndef f(x): return t.softmax(x, -1)",
        "from torch import softmax\ndef f(x): return softmax(x, -1)",
        "from torch import softmax as s\ndef f(x): return s(x, -1)",
        "import torch\ns = torch.softmax\ndef f(x): return s(x, -1)",
        "import torch\ndef f(x): return getattr(torch, 'softmax')(x, -1)",
        "import importlib\ndef f(x): return importlib.import_module('torch').softmax(x, -1)",
        "import sys\ndef f(x): return sys.modules['torch'].softmax(x, -1)",
        "def f(x): import torch; return torch.softmax(x, -1)",
        "import torch\nh = lambda x: torch.softmax(x, -1)\ndef f(x): return h(x)",
    ],
)
def test_a_use_is_found_by_whatever_name(source):
    assert [(name, reached) for name, _, reached in uses(source)] == [("torch.softmax", "f")]


def test_a_use_is_found_through_helpers_and_classes_and_names_its_line():
    source = """
        import torch
        def helper(x):
            return torch.softmax(x, -1)
        class g:
            def method(self, x):
                return helper(x)
        def unused(x):
            return torch.softmax(x, -1)
    """
    assert uses(source) == [("torch.softmax", 4, "g")]


@pytest.mark.parametrize(
    "source",
    [
        "import torch\nf = torch.optim.SGD",
        "from torch.optim import SGD as f",
        "from torch import optim\nf = optim.SGD\ndef g(): return 1",
        "from torch.optim.sgd import SGD\nf = SGD",
    ],
)
def test_a_graded_name_that_is_merely_another_name_for_the_refused_thing_is_found(source):
    (found,) = uses(source, "torch.optim")
    assert found[0].startswith("torch.optim.")
    assert found[2] == "f"


def test_what_a_star_import_brings_in_is_found():
    source = "from torch.optim import *\nclass f: pass"
    assert uses(source, "torch.optim", ("f", "SGD")) == [("torch.optim.SGD", 1, "SGD")]
    assert uses(source, "torch.optim", ("f", "unwritten")) == []


def test_a_refused_module_covers_what_is_in_it():
    source = "import torch.optim as o\nclass f(o.Optimizer): pass\ndef g(p): return o.adam.Adam(p)"
    found = {(name, reached) for name, _, reached in uses(source, "torch.optim")}
    assert found >= {("torch.optim.Optimizer", "f"), ("torch.optim.adam.Adam", "g")}


@pytest.mark.parametrize(
    "source",
    [
        "import torch.optim\nfrom torch import optim\nfrom torch.optim import Adam as TorchAdam\ndef f(): return 1",
        "from torch.optim import Adam\nclass Adam: pass\ndef f(): return Adam()",
        "import torch\ndef f(o: torch.optim.Optimizer | None = None) -> 'torch.optim.SGD': return 1",
        "import torch\ndef f(o): return isinstance(o, torch.optim.Optimizer)",
        "import torch\ndef f(): return 1\nif __name__ == '__main__':\n    torch.optim.SGD([], lr=1)",
        "import torch\ndef check(): return torch.optim.SGD([], lr=1)\ndef f(): return 1",
        "def f(): '''Like torch.optim.SGD().'''  # torch.optim.SGD()",
        "import torch\ndef f(:",
        "def f(optim, x): return optim.step(x)\nif __name__ == '__main__':\n    from torch import optim",
        "from torch import optim\ndef f(optim, x): return optim.step(x)",
        "def unused():\n    from torch import optim\ndef f(x): return optim.step(x)",
        "from torch import optim\ndef f(x):\n    optim = x\n    return optim.step()",
        "import torch\nclass f:\n    def step(self):\n        for p in self.ps: p -= 1\nif __name__ == '__main__':\n"
        "    p = torch.ones(3)\n    torch.optim.SGD([p], lr=1)",
        "import torch\ndef check(p): return torch.optim.SGD(p)\ndef f(lr):\n    check = lr >= 0\n    return check",
        "import torch\nf = torch.optim.SGD\nOther = f\nclass f: pass",
        "from torch.optim import *\nf = 1",
        "class torch:\n    class optim:\n        def SGD(): pass\ndef f(): return torch.optim.SGD()",
    ],
)
def test_what_costs_nobody_a_mark(source):
    assert uses(source, "torch.optim") == []


def test_a_package_that_is_refused_as_a_whole_may_not_even_be_imported():
    assert uses("import torch.nn as nn\ndef f(): pass", "torch") == [("torch.nn", 1, "")]
    assert uses("def f():\n    from torch import nn", "torch") == [("torch", 2, "f")]
    assert uses("try:\n    import torch\nexcept ImportError:\n    torch = None\ndef f(): return 1", "torch") == []
    assert uses("if __name__ == '__main__':\n    import torch\ndef f(): return 1", "torch") == []


IN_A_THREAD = """
from concurrent.futures import ThreadPoolExecutor
def in_a_thread(*args):
    with ThreadPoolExecutor() as pool:
        return pool.submit(*args).result()
"""


def with_softmax(body: str, above: str = "") -> str:
    rest = SOLUTION[SOLUTION.index("def centre") :]
    return f"import torch\n{above}\ndef softmax(x, dim=-1):\n{textwrap.indent(textwrap.dedent(body), '    ')}\n\n{rest}"


@pytest.mark.parametrize(
    ("body", "above"),
    [
        ("return torch.softmax(x, dim)", ""),
        ("return s(x, dim)", "from torch import softmax as s"),
        ("return getattr(torch, 'soft' + 'max')(x, dim)", ""),
        ("return x.softmax(dim)", ""),
        ("return torch.nn.functional.softmax(x, dim)", ""),
        ("return torch.nn.Softmax(dim)(x)", ""),
        ("return torch.log_softmax(x, dim).exp()", ""),
        ("return torch.ops.aten._softmax(x, dim, False)", ""),
        ("return torch._C._VariableFunctions.softmax(x, dim)", ""),
        ("return in_a_thread(torch._C._VariableFunctions.softmax, x, dim)", IN_A_THREAD),
        ("return in_a_thread(torch.ops.aten._softmax.default, x, dim, False)", IN_A_THREAD),
        ("with torch.inference_mode(): return torch.ops.aten._log_softmax(x, dim, False).exp().clone()", ""),
        ("return torch.jit.trace(lambda y: y.softmax(dim), (x,))(x)", ""),
        ("import importlib; return importlib.import_module('to' + 'rch').softmax(x, dim)", ""),
        ("import sys; return vars(sys.modules['to' + 'rch'])['soft' + 'max'](x, dim)", ""),
        ("return [x.softmax(dim)][0]", "__name__ = 'torch.disguise'"),
    ],
)
def test_a_detour_is_refused_in_its_question_only(grade_here, body, above):
    graded = grade_here(with_softmax(body, above))
    assert {(test["question"], test["status"]) for test in graded.failed.values()} == {("softmax", "refused")}
    assert all(SAID in test["output"] for test in graded.failed.values())


def test_a_name_refused_in_one_question_is_free_in_the_others(grade_here):
    source = SOLUTION.replace("return x - x.mean()", "return x - (torch.softmax(torch.zeros_like(x), -1), x.mean())[1]")
    assert "torch.softmax" in source
    assert grade_here(source).report["score"] == 100


def test_a_class_that_derives_from_a_refused_one_costs_only_its_own_question(grade_here):
    above = "import torch.optim\nclass Own(torch.optim.SGD): pass\n"
    source = (SOLUTIONS / "optimizers.py").read_text(encoding="utf-8")
    assert grade_here(f"{above}{source}", "hw2_optimizers", ROOT).report["score"] == 100
    graded = grade_here(f"{above}{source}\nclass SGD(Own): pass\n", "hw2_optimizers", ROOT)
    assert {test["question"] for test in graded.failed.values()} == {"sgd"}
    assert "refused" in {test["status"] for test in graded.failed.values()}


@pytest.mark.parametrize("call", ["torch.nn.functional.layer_norm(x, x.shape)", "torch.nn.LayerNorm(x.shape)(x)"])
def test_what_the_library_builds_from_a_refused_function_is_refused(grade_here, call):
    graded = grade_here(SOLUTION.replace("return x - x.mean()", f"return {call}"))
    assert {(test["question"], test["status"]) for test in graded.failed.values()} == {("centre", "refused")}


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ndef double(x):\n    import torch\n    return 2 * x",
        "import numpy as np\ndef double(x):\n    __import__('tor' + 'ch')\n    return 2 * x",
        "import sys\ndef double(x):\n    sys.meta_path.clear()\n    sys.meta_path += [__import__('importlib').machinery"
        ".PathFinder]\n    __import__('tor' + 'ch')\n    return 2 * x",
        "def double(x):\n    import functorch\n    return 2 * x",
    ],
)
def test_a_package_that_is_refused_cannot_be_had(grade_here, source):
    graded = grade_here(source, "hw0_numpy")
    assert graded.report["score"] == 0
    assert graded.report["status"] == "graded"


def test_a_package_that_is_refused_is_named_when_it_is_imported(grade_here):
    graded = grade_here("import numpy as np\nimport torch\ndef double(x): return 2 * x", "hw0_numpy")
    assert graded.report["status"] == "not_gradable"
    assert "plain.py, line 2: `torch` may not be used here" in graded.report["message"]


def test_an_assignment_without_torch_is_graded_by_the_command(grade):
    solution = COURSE / "solutions" / "hw0_numpy" / "plain.py"
    assert grade(solution, "hw0_numpy", COURSE).report["score"] == 100


def test_a_student_reads_the_same_at_home(tmp_path: Path):
    shutil.copytree(COURSE / "assignments" / "hw0_torch", tmp_path / "hw0")
    (tmp_path / "hw0" / "small.py").write_text(with_softmax("return torch.softmax(x, dim)"), encoding="utf-8")
    done = command("pytest", "-p", "no:cacheprovider", cwd=tmp_path / "hw0")
    assert SAID in done.stdout
    assert "small.py, line 4" in done.stdout
    assert "1 passed, 1 error" in done.stdout or "1 failed, 1 passed" in done.stdout
