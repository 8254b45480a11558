"""Stubs: made from the reference, clean to import, and free of solutions."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

from autograder.course.assignment import Assignment, find_assignment
from autograder.course.stubs import StubError, stub_source


def test_the_committed_stub_is_the_generated_one(hw2):
    assert hw2.stub.read_text(encoding="utf-8") == stub_source(hw2)


def test_the_stub_keeps_signatures_docstrings_and_type_hints(hw2):
    def outline(path: Path) -> list[tuple[str, str, str | None]]:
        functions = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]
        return [(f.name, ast.unparse(f.args) + str(f.returns and ast.unparse(f.returns)), ast.get_docstring(f))
                for f in functions]  # fmt: skip

    assert outline(hw2.stub) == outline(hw2.reference)


def test_the_stub_imports_and_each_function_says_what_to_do(hw2):
    code = "import optimizers\ntry: optimizers.clip_grad_norm([], 1.0)\nexcept NotImplementedError as e: print(e)"
    done = subprocess.run([sys.executable, "-c", code], cwd=hw2.public, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("clip_grad_norm is not written yet. ")
    assert len(done.stdout) > 60


REFERENCE = '''"""A module."""


def double(x: float) -> float:
    """Return twice x."""
    # BEGIN SOLUTION
    result = x + x
    return result
    # END SOLUTION
'''


@pytest.fixture
def tiny(tmp_path: Path, hw2: Assignment) -> Assignment:
    """An assignment whose reference can be broken."""
    for folder in ("assignments", "solutions"):
        (tmp_path / folder / "hw2_optimizers").mkdir(parents=True)
    manifest = (hw2.public / "assignment.toml").read_text(encoding="utf-8")
    (tmp_path / "assignments" / "hw2_optimizers" / "assignment.toml").write_text(manifest, encoding="utf-8")
    return find_assignment(tmp_path, "hw2_optimizers")


def test_a_solution_becomes_an_error_that_says_what_to_do(tiny):
    tiny.reference.write_text(REFERENCE, encoding="utf-8")
    stub = stub_source(tiny)
    assert "x + x" not in stub
    assert '"double is not written yet. "\n        "Return twice x."' in stub


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("    # END SOLUTION\n", "", "BEGIN SOLUTION without END SOLUTION"),
        ("    # BEGIN SOLUTION\n", "", "END SOLUTION without BEGIN SOLUTION"),
        ('    """Return twice x."""\n', "", "not in a function with a docstring"),
        ('"""A module."""\n', '"""A module."""\nresult = x + x\n', "the stub would show `result = x + x`"),
        (
            "    # BEGIN SOLUTION\n    result = x + x\n    return result\n    # END SOLUTION",
            "    pass",
            "there is no #",
        ),
    ],
)
def test_a_reference_without_a_stub_is_explained(tiny, before, after, said):
    assert before in REFERENCE
    tiny.reference.write_text(REFERENCE.replace(before, after), encoding="utf-8")
    with pytest.raises(StubError, match=said.replace("+", r"\+")):
        stub_source(tiny)


def test_sync_check_fails_on_an_edited_stub(tmp_path, hw2):
    import shutil

    from support import command

    for folder in ("assignments", "solutions"):
        shutil.copytree(ROOT / folder / "hw2_optimizers", tmp_path / folder / "hw2_optimizers")
    stub = tmp_path / "assignments" / "hw2_optimizers" / "optimizers.py"
    stub.write_text(stub.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert command("autograder", "sync", "--check", cwd=tmp_path).returncode == 1
    assert command("autograder", "sync", cwd=tmp_path).returncode == 0
    assert command("autograder", "sync", "--check", cwd=tmp_path).returncode == 0
