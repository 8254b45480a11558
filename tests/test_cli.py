"""The command line: how it starts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support import COURSE


@pytest.mark.parametrize("command", [["list"], ["sync", "--check"]])
def test_a_command_that_runs_no_code_does_not_wait_for_torch(command: list[str]):
    script = "import sys; from autograder.cli import main; main(sys.argv[1:]); sys.exit('torch' in sys.modules)"
    arguments = [sys.executable, "-c", script, "--root", str(COURSE), *command]
    assert subprocess.run(arguments, capture_output=True, check=False).returncode == 0


def test_it_runs_as_a_module_as_well():
    arguments = [sys.executable, "-m", "autograder.cli", "--root", str(COURSE), "list"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "hw0_torch" in done.stdout
