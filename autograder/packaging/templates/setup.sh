#!/usr/bin/env bash
# Prepares the container that grades, once, when Gradescope builds its image. Safe to run again.
# No conda, no browser, no LaTeX: a virtual environment outside root's home, so that the unprivileged user that runs
# students' code can read it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=/opt/autograder
fail() { echo "setup.sh: $*" >&2; exit 1; }

export DEBIAN_FRONTEND=noninteractive
supported() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
find_python() { for p in python3 python3.13 python3.12 python3.11; do supported "$p" && { echo "$p"; return; }; done; }

# A Python of its own, where the system has none: Astral's builds, brought by uv. Its path is the last line of the output.
managed_python() {
  apt-get install -y -q --no-install-recommends python3-venv >&2 && python3 -m venv /opt/uv >&2 &&
    /opt/uv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --upgrade pip uv >&2 &&
    /opt/uv/bin/uv python install --no-bin 3.12 >&2 && /opt/uv/bin/uv python find --managed-python 3.12
}

python=$(find_python || true)
if [ -z "$python" ]; then
  apt-get update -q
  if apt-get install -y -q --no-install-recommends python3.11 python3.11-venv; then
    python=python3.11
  else
    export UV_PYTHON_INSTALL_DIR=/opt/python
    python=$(managed_python) && supported "$python" ||
      fail "there is no Python 3.11 or newer here, and none could be brought; choose a newer base image (Ubuntu 24.04) in the autograder's settings"
    rm -rf /opt/uv
  fi
elif ! "$python" -c 'import ensurepip' 2>/dev/null; then
  apt-get update -q
  apt-get install -y -q --no-install-recommends "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
fi
ldconfig -p | grep -q 'libseccomp.so.2' || { apt-get update -q; apt-get install -y -q --no-install-recommends libseccomp2; }

"$python" -m venv "$home"
pip() { "$home/bin/python" -m pip install --quiet --no-cache-dir --no-compile --disable-pip-version-check -c "$here/constraints.txt" "$@"; }
# The CPU build comes first and alone, so that nothing that follows asks for another. Where the package index in use has
# only the CUDA build, set PIP_EXTRA_INDEX_URL to the index that PyTorch's install page names for the CPU.
pip torch
"$home/bin/python" -m pip list 2>/dev/null | grep -qi '^nvidia-' &&
  fail "pip chose the CUDA build of torch, which is gigabytes too large; set PIP_EXTRA_INDEX_URL to PyTorch's CPU index"
pip "$(echo "$here"/autograder-*.whl)[grader]"
# A quarter of it all that nothing here uses: what Otter needs to export PDFs and to document itself, torch's tests and headers.
"$home/bin/python" -m pip uninstall --quiet --yes --disable-pip-version-check playwright pyee greenlet sphinx babel jedi
torch=$("$home/bin/python" -c 'import torch; print(torch.__path__[0])')
rm -rf "$torch/test" "$torch/include"
find "$torch/bin" -type f ! -name torch_shm_manager -delete
# Compile now what students' code may import: workers cannot write later. Importing the grader compiles and tests it.
"$home/bin/python" -m compileall -q -j 0 "$torch" "$(dirname "$torch")"/{numpy,gymnasium} >/dev/null || true
"$home/bin/python" - <<'END' ||
import IPython.core.inputtransformer2, otter.test_files
import autograder.packaging.run_autograder, autograder.packaging.otter_session, autograder.sandbox.ancestor
import autograder.feedback.gradescope, autograder.feedback.metadata, autograder.feedback.terminal
END
  fail "the installed packages do not import; see above"
echo "setup.sh: ready, $("$home/bin/python" --version), torch $("$home/bin/python" -c 'import torch; print(torch.__version__)')"
