"""A coverage-guided search for bytes that `wire.decode` does not survive. Not a test: it ends when it is told to.

    pip install atheris                # not a dependency of anything here
    python tests/fuzz_wire.py -max_total_time=600 [CORPUS_FOLDER]

It begins with encoded examples, and stops at the first input for which something in `frames.decode_safely` does not
hold. The input is then in a file `crash-...` in the current folder; `python tests/fuzz_wire.py FILE` runs it again.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["autograder.sandbox.protocol.wire"]):
    from autograder.sandbox.protocol import wire

from frames import EXAMPLES, decode_safely


def main() -> None:
    """Hand over to libFuzzer, which ends the process by itself."""
    arguments = sys.argv
    if not any(map(os.path.isfile, arguments[1:])):  # a file: only that is to be run
        seeds = Path(tempfile.mkdtemp(prefix="fuzz-wire-"))  # stays, as libFuzzer leaves no chance to remove it
        values = [*EXAMPLES, *(part for example in EXAMPLES if isinstance(example, list) for part in example)]
        for number, value in enumerate(values):
            (seeds / str(number)).write_bytes(wire.encode(value))
        arguments = [*arguments, str(seeds)]  # last: libFuzzer writes into the first folder and reads the others
    atheris.Setup(arguments, decode_safely)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
