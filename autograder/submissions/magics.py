"""Python out of a notebook's cells: magics and shell lines become calls of get_ipython(), which do nothing here.

IPython knows best what a magic is, but some student files take it hours or make it fail. So it runs in a process of its
own, with limits. Cells that are already Python are left unchanged. So are cells that IPython has not finished in time:
Python then reports what is wrong with them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence

_SECONDS = 10  # for all cells, of which most go by on half a processor for loading IPython
_MEMORY = 2**28  # bytes, of the 768 MB that a container has in all

# The magics whose cells run like others, and the one whose lines do.
_TRANSPARENT = r"""\A(?:\s*%%(?:time|capture|(?:write)?file +(?:-a +)?["']?(?:\S*/)?{module})\b.*\n)+"""
_TIMED_LINE = re.compile(r"^([ \t]*)%time +(?=\S)", re.MULTILINE)


def without_magics(cells: Sequence[str], module: str, *, notebook: bool = True) -> list[str]:
    """Return the cells as Python, as far as that is cheap.

    Args:
        cells: sources; nothing of them is executed.
        module: the file that is to be handed in; `%%writefile` of it is what a student hands in.
        notebook: whether they are cells; else one file, in which strings and prompts are left alone.
    """
    command = [sys.executable, "-s", "-P", "-W", "ignore", "-m", __name__]
    request = json.dumps({"cells": cells, "module": module, "notebook": notebook}).encode()
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    try:
        output = subprocess.run(command, input=request, stdout=pipe, stderr=null, timeout=_SECONDS, check=False).stdout
    except subprocess.TimeoutExpired as stopped:
        output = stopped.stdout or b""
    lines = output.split(b"\n")[:-1]  # after the last newline is half a line, or nothing
    ready = [str(json.loads(line)) for line in lines]
    return [*ready, *cells[len(ready) :]]


def _main() -> None:
    import resource  # students on Windows have none, and need none

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    request = json.load(sys.stdin)
    for cell in request["cells"]:
        print(json.dumps(_python(cell, request["module"], request["notebook"])), flush=True)


def _python(cell: str, module: str, notebook: bool) -> str:
    try:
        compile(cell, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        from IPython.core.inputtransformer2 import TransformerManager  # comes with Otter, and takes its time

        transformer = TransformerManager()
        text = _TIMED_LINE.sub(r"\1", re.sub(_TRANSPARENT.format(module=re.escape(module)), "", cell))
        try:
            if notebook:
                return str(transformer.transform_cell(text))
            return "".join(transformer.do_token_transforms(text.splitlines(keepends=True)))
        except Exception:  # an IndexError, for instance, is a mistake of IPython's
            return text
    return cell


if __name__ == "__main__":
    _main()
