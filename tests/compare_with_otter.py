"""Runs the bank of hostile submissions against stock Otter-Grader and against `autograder grade`, side by side.

    sudo .venv/bin/python tests/compare_with_otter.py OUT [--jobs 2] [--seconds 120] [GROUP or GROUP/NAME ...]

Stock Otter means: a plain exception-based test file for each question of hw2_optimizers, one public and one hidden
case that compare with numbers and with a reference in the notebook kernel, zipped by `otter generate`, graded by
`otter run`, with neither our plugin nor our sandbox. It is how a course would do it today.

Both sides run in the same box, which protects this machine: namespaces of their own for processes, mounts, network and
IPC; a throwaway overlay over the whole file system on a disk of 3 GB; Docker's default capabilities; Gradescope's
768 MB of memory, 64 MB of /dev/shm, one processor, a thousand processes; `--seconds` for everything. Both are judged by
the same words. An attack succeeds when at least one of these is true:

    marks     the score is above that of the untouched stub, which is 0 on both sides
    results   there is no readable results file, or a question has no score in it, or the grader itself ended with an
              error (any exit status but 0 for Otter, but 0 and 3, "not gradable", for autograder)
    time      it took more than 60 s
    secret    a canary planted in the hidden tests, the reference or the environment is printed or reported more often
              than for the stub. Looked at: standard output and error, the results file, and, for Otter, the executed
              notebook, which it stores in results.pkl. Students do not see the latter; but what can be printed can as
              well be raised as an exception, whose text Otter shows.
    left      a file or process with `left-behind` in its name, or anything of System V, is there when all is over
    report    a student's text reached the results file with control, format or surrogate characters, or with more than
              10,000 characters for one test

Markup is not counted: Gradescope shows both sides' texts as plain text. Whether a memory limit holds is not counted
either, unless the box's own limit ends the grader. The group of an attack says what it was written for, and not how it
has to succeed.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from support import BIN, ROOT

HW = "hw2_optimizers"
ATTACKS = ROOT / "tests" / "attacks"
STUB = (ROOT / "assignments" / HW / "optimizers.py").read_text(encoding="utf-8")
REFERENCE = (ROOT / "solutions" / HW / "optimizers.py").read_text(encoding="utf-8")
SLOW = 60  # seconds
LONG = 10_000  # characters

# name: points, hyperparameters, and where [1, -2] is after a step with gradient [0.5, -3]
OPTIMIZERS = {
    "SGD": (20, "lr=0.1", [0.95, -1.7]),
    "AdaGrad": (12, "lr=0.1", [0.9, -1.9]),
    "RMSProp": (16, "lr=0.1, beta=0.75", [0.8, -1.8]),
    "Adam": (30, "lr=0.1", [0.9, -1.9]),
}
CLIPPING = {"clip_grad_value": (8, [1.0, -1.0, 0.5]), "clip_grad_norm": (14, [0.6, -0.8, 0.0])}

_HEADER = '''\
"""Tests of {name}. {secret}"""
OK_FORMAT = False

name = "{name}"

{reference}
CANARY = "{reference_secret}"
reference = {name}

from otter.test_files import test_case

'''

_OPTIMIZER = """
@test_case(points={half}, hidden=False)
def test_first_step({name}):
    p = torch.tensor([1.0, -2.0], requires_grad=True)
    rule = {name}([p], {settings})
    p.grad = torch.tensor([0.5, -3.0])
    rule.step()
    assert torch.allclose(p, torch.tensor({expected}), atol=1e-4)


@test_case(points={half}, hidden=True)
def test_same_path_as_the_reference({name}):
    torch.manual_seed(1)
    for shape in ((3,), (2, 5), ()):
        start = torch.randn(shape, dtype=torch.float64)
        yours, ours = start.clone().requires_grad_(), start.clone().requires_grad_()
        rule, expected = {name}([yours], {settings}), reference([ours], {settings})
        for _ in range(5):
            yours.grad = torch.randn(shape, dtype=torch.float64)
            ours.grad = yours.grad.clone()
            rule.step()
            expected.step()
            assert torch.allclose(yours, ours, rtol=1e-5), "the path differs"
"""

_CLIP = """
@test_case(points={half}, hidden=False)
def test_one_vector({name}):
    p = torch.zeros(3, requires_grad=True)
    p.grad = torch.tensor([3.0, -4.0, {third}])
    {name}([p], 1.0)
    assert torch.allclose(p.grad, torch.tensor({expected}), atol=1e-4)


@test_case(points={half}, hidden=True)
def test_same_as_the_reference({name}):
    torch.manual_seed(1)
    for limit in (0.1, 1.0, 3.0):
        yours, ours = torch.zeros(7, 3, requires_grad=True), torch.zeros(7, 3, requires_grad=True)
        yours.grad = 5 * torch.randn(7, 3)
        ours.grad = yours.grad.clone()
        assert {name}([yours], limit) == reference([ours], limit)
        assert torch.allclose(yours.grad, ours.grad, rtol=1e-4), "the gradients differ"
"""

# $1 the box's folder, $2 seconds, $3 the cgroup's name; the rest is the command. Runs in namespaces of its own.
_BOX = r"""
set -eu
box=$1 seconds=$2 group=$3; shift 3
cd "$box"
ip link set lo up
truncate -s 3G disk.img; mkfs.ext4 -q -F disk.img; mkdir disk root; mount -o loop disk.img disk
mkdir disk/upper disk/work
mount -t overlay overlay -o lowerdir=/,upperdir=disk/upper,workdir=disk/work root
mount -t proc proc root/proc
mount -t tmpfs -o mode=755 tmpfs root/dev
for d in null zero full random urandom; do touch root/dev/$d; mount --bind /dev/$d root/dev/$d; done
mkdir root/dev/shm; mount -t tmpfs -o mode=1777,size=64m tmpfs root/dev/shm
mkdir -p root/box/out root/box/home root/box/tmp; cp -r in/. root/box
caps=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot
caps=$caps,+mknod,+audit_write,+setfcap
start=$(date +%s.%N); code=0
( for controller in memory pids cpu; do
    for folder in /sys/fs/cgroup/$controller/$group /sys/fs/cgroup/$group; do
      [ -e $folder/cgroup.procs ] && echo $BASHPID >$folder/cgroup.procs
    done
  done
  exec timeout -s KILL "$seconds" chroot root setpriv --bounding-set "$caps" --inh-caps=-all \
    env -i PATH="$BOX_PATH" HOME=/box/home TMPDIR=/box/tmp LANG=C.UTF-8 SECRET="$BOX_SECRET" \
    sh -c 'cd /box/out && exec "$@"' sh "$@"
) >stdout 2>stderr </dev/null || code=$?
echo "$code" >code; awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN {print b - a}' >seconds
sleep 0.5
{ find disk/upper root/dev/shm -name '*left-behind*' -printf 'file %P\n' | head -n 20
  for p in /proc/[0-9]*; do
    case "$(cat $p/comm $p/cmdline 2>/dev/null | tr '\0' ' ')" in
      *find*|*grep*) ;; *left-behind*) echo "process $(cat $p/comm)";;
    esac
  done
  for kind in shm sem msg; do tail -n +2 root/proc/sysvipc/$kind | awk -v k=$kind '{print k, $1}'; done
} >left 2>/dev/null || true
cp -r root/box/out/. out/ 2>/dev/null || true
"""


@dataclass
class Run:
    """What became of one submission on one side."""

    code: int
    seconds: float
    score: float | None  # None: there is no complete results file
    canaries: int
    left: list[str]
    dirty: bool
    said: str = ""  # the end of standard error, where there are no results
    reasons: list[str] = field(default_factory=list)

    def judge(self, stub: Run, allowed: tuple[int, ...]) -> None:
        """Note by which of the criteria above the attack has succeeded."""
        tests = {
            "marks": self.score is not None and self.score > 0,
            "results": self.score is None or self.code not in allowed,
            "time": self.seconds > SLOW,
            "secret": self.canaries > stub.canaries,
            "left": bool(self.left),
            "report": self.dirty,
        }
        self.reasons = [name for name, succeeded in tests.items() if succeeded]


class Side:
    """One of the two graders: what goes into its box, and how its results are read."""

    def __init__(self, name: str, allowed: tuple[int, ...], folder: Path, secret: dict[str, str]) -> None:
        self.name = name
        self.allowed = allowed
        self.folder = folder
        self.secret = secret
        self.files = folder / "files"
        self.files.mkdir(parents=True)

    def command(self) -> list[str]:
        """Return the command that grades /box/submission/optimizers.py."""
        raise NotImplementedError

    def scores(self, results: dict[str, Any]) -> dict[str, float]:
        """Return the score of every question."""
        raise NotImplementedError

    def texts(self, results: dict[str, Any]) -> list[str]:
        """Return every text of the results that a student may read."""
        return [str(test.get(key, "")) for test in results["tests"] for key in ("name", "title", "output")]


class Otter(Side):
    """Stock Otter-Grader."""

    def __init__(self, folder: Path, secret: dict[str, str]) -> None:
        super().__init__("otter", (0,), folder, secret)
        tests = folder / "tests"
        tests.mkdir()
        for name, (points, settings, expected) in OPTIMIZERS.items():
            body = _OPTIMIZER.format(name=name, half=points / 2, settings=settings, expected=expected)
            self._write(tests, name, body)
        for name, (points, clipped) in CLIPPING.items():
            third = clipped[2]
            self._write(tests, name, _CLIP.format(name=name, half=points / 2, third=third, expected=clipped))
        words = [BIN / "otter", "generate", "-t", tests, "-o", self.files / "stock.zip"]
        words += ["--no-config", "--no-requirements", "--no-environment"]
        subprocess.run(list(map(str, words)), check=True, capture_output=True, cwd=folder)

    def _write(self, tests: Path, name: str, body: str) -> None:
        header = _HEADER.format(
            name=name, secret=self.secret["hidden"], reference=REFERENCE, reference_secret=self.secret["reference"]
        )
        (tests / f"{name}.py").write_text(header + body, encoding="utf-8")

    def command(self) -> list[str]:
        """See :meth:`Side.command`."""
        submission = "/box/submission/optimizers.py"
        return [str(BIN / "otter"), "run", submission, "-a", "/box/stock.zip", "-o", "/box/out", "--no-logo", "-p"]

    def scores(self, results: dict[str, Any]) -> dict[str, float]:
        """See :meth:`Side.scores`."""
        return {test["name"]: test["score"] for test in results["tests"] if "score" in test}


class Ours(Side):
    """`autograder grade`."""

    def __init__(self, folder: Path, secret: dict[str, str]) -> None:
        super().__init__("autograder", (0, 3), folder, secret)
        for part in ("assignments", "solutions"):
            shutil.copytree(ROOT / part / HW, self.files / "course" / part / HW)
        solutions = self.files / "course" / "solutions" / HW
        for hidden in (solutions / "hidden").glob("*.py"):
            text = hidden.read_text(encoding="utf-8").replace('"""', f'"""{secret["hidden"]} ', 1)
            hidden.write_text(f'{text}\n\nCANARY = "{secret["hidden"]}"\n', encoding="utf-8")
        reference = solutions / "optimizers.py"
        reference.write_text(f'{REFERENCE}\n\nCANARY = "{secret["reference"]}"\n', encoding="utf-8")

    def command(self) -> list[str]:
        """See :meth:`Side.command`."""
        words = [str(BIN / "autograder"), "--root", "/box/course", "grade", HW, "/box/submission/optimizers.py"]
        return [*words, "--json", "/box/out/results.json"]

    def scores(self, results: dict[str, Any]) -> dict[str, float]:
        """See :meth:`Side.scores`."""
        return {name: q["score"] for q in results["questions"] for name in _NAMES[q["name"]]}


_NAMES = {
    "sgd": ["SGD"],
    "adagrad": ["AdaGrad"],
    "rmsprop": ["RMSProp"],
    "adam": ["Adam"],
    "clip_value": ["clip_grad_value"],
    "clip_norm": ["clip_grad_norm"],
}
_boxes = itertools.count()


def submission(attack: Path | None) -> str:
    """Return the source of a hostile submission: the stub, the attack, and every public name bound to it."""
    if attack is None:
        return STUB
    source = attack.read_text(encoding="utf-8")
    defined = {getattr(node, "name", None) for node in ast.parse(source).body}
    names = " = ".join([*OPTIMIZERS, *CLIPPING])
    return f"{STUB}\n\n{source}" + (f"\n{names} = attack\n" if "attack" in defined else "")


def run(side: Side, source: str, seconds: int) -> Run:
    """Grade a source in a new box, and look at what came out."""
    box = side.folder / f"box-{next(_boxes)}"
    shutil.copytree(side.files, box / "in")
    (box / "in" / "submission").mkdir()
    (box / "in" / "submission" / "optimizers.py").write_text(source, encoding="utf-8")
    (box / "out").mkdir()
    group = f"compare-{os.getpid()}-{side.name}-{box.name}"
    groups = _limit(group)
    words = ["unshare", "--mount", "--pid", "--ipc", "--net", "--fork", "--kill-child", "--propagation", "private"]
    words += ["bash", "-c", _BOX, "box", str(box), str(seconds), group, *side.command()]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "BOX_PATH": f"{BIN}:/usr/bin:/bin"}
    environment["BOX_SECRET"] = side.secret["environment"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    _remove(groups)
    if not (box / "left").exists():
        sys.exit(f"the box does not work here: {done.stderr}")
    found = _look(side, box)
    shutil.rmtree(box)
    return found


def _limit(group: str) -> list[Path]:
    """Make the box's control groups, in either version of the kernel's interface."""
    root = Path("/sys/fs/cgroup")
    groups = []
    for controller, values in {
        "memory": {"memory.limit_in_bytes": "768M", "memory.memsw.limit_in_bytes": "768M", "memory.max": "768M"},
        "pids": {"pids.max": "1000"},
        "cpu": {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "100000", "cpu.max": "100000 100000"},
    }.items():
        folder = root / controller / group if (root / controller).is_dir() else root / group
        folder.mkdir(exist_ok=True)
        for name, value in values.items():
            if (folder / name).exists():
                (folder / name).write_text(value)
        groups.append(folder)
    return list(dict.fromkeys(groups))


def _remove(groups: list[Path]) -> None:
    """Remove control groups, as soon as the last of their processes is gone."""
    deadline = time.monotonic() + 30
    while groups := [folder for folder in groups if folder.exists()]:
        for folder in groups:
            try:
                folder.rmdir()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


def _look(side: Side, box: Path) -> Run:
    score, dirty = None, False
    try:
        results = json.loads((box / "out" / "results.json").read_text(encoding="utf-8"))
        scores = side.scores(results)
        texts = side.texts(results)
        if set(scores) >= {*OPTIMIZERS, *CLIPPING}:
            score = sum(scores.values())
        dirty = any(len(text) > LONG or _has_control_characters(text) for text in texts)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    everything = b"".join(path.read_bytes() for path in (box / "stdout", box / "stderr", *box.glob("out/*")))
    return Run(
        code=int((box / "code").read_text()),
        seconds=round(float((box / "seconds").read_text()), 1),
        score=score,
        canaries=sum(everything.count(secret.encode()) for secret in side.secret.values()),
        left=(box / "left").read_text(errors="replace").splitlines(),
        dirty=dirty,
        said=(box / "stderr").read_text(errors="replace")[-2_000:] if score is None else "",
    )


def _has_control_characters(text: str) -> bool:
    return any(unicodedata.category(c)[0] == "C" for c in re.sub(r"[\n\t]", "", text))


def main() -> None:
    """Run everything, and print a line for each attack and a table at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="a new folder")
    parser.add_argument("wanted", nargs="*", help="groups, or GROUP/NAME; all of them if none is given")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=120)
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("needs root, for namespaces and overlays")
    options.out.mkdir(parents=True)
    secret = {name: f"canary-{secrets.token_hex(16)}" for name in ("hidden", "reference", "environment")}
    sides = [Otter((options.out / "otter").resolve(), secret), Ours((options.out / "ours").resolve(), secret)]
    stubs = {side.name: run(side, STUB, options.seconds) for side in sides}
    for side in sides:
        full = run(side, REFERENCE, options.seconds)
        stub = stubs[side.name]
        print(f"{side.name}: reference {full.score} in {full.seconds} s, stub {stub.score} in {stub.seconds} s")
        if (full.score, stub.score, stub.code, stub.left, stub.dirty) != (100, 0, 0, [], False):
            sys.exit(f"{side.name} does not work in the box: {full} {stub}")
    paths = [p for p in sorted(ATTACKS.glob("*/*.py")) if not options.wanted or _wanted(p, options.wanted)]

    def both(path: Path) -> dict[str, Run]:
        outcome = {}
        for side in sides:
            outcome[side.name] = run(side, submission(path), options.seconds)
            outcome[side.name].judge(stubs[side.name], side.allowed)
        print(f"{path.parent.name}/{path.stem}: ", "; ".join(map(_line, outcome.items())), flush=True)
        return outcome

    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = dict(zip(paths, pool.map(both, paths), strict=True))
    record = {f"{p.parent.name}/{p.stem}": {k: asdict(r) for k, r in o.items()} for p, o in outcomes.items()}
    (options.out / "comparison.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print("\n" + _table(outcomes))


def _wanted(path: Path, wanted: list[str]) -> bool:
    return path.parent.name in wanted or f"{path.parent.name}/{path.stem}" in wanted


def _line(item: tuple[str, Run]) -> str:
    name, run = item
    score = "no results" if run.score is None else f"{run.score:g} points"
    said = ", ".join(run.reasons) or "nothing gained"
    return f"{name} {said} ({score}, exit {run.code}, {run.seconds} s{', left ' + run.left[0] if run.left else ''})"


def _table(outcomes: dict[Path, dict[str, Run]]) -> str:
    """Return the summary as Markdown, a line for each group and a count for each criterion."""
    lines = ["| group | attacks | succeed against stock Otter | against autograder |", "|---|---|---|---|"]
    groups: dict[str, list[dict[str, Run]]] = {}
    for path, outcome in outcomes.items():
        groups.setdefault(path.parent.name, []).append(outcome)
    for group, found in [*groups.items(), ("**all**", list(outcomes.values()))]:
        counts = [sum(bool(outcome[side].reasons) for outcome in found) for side in ("otter", "autograder")]
        lines.append(f"| {group} | {len(found)} | {counts[0]} | {counts[1]} |")
    lines += ["", "| succeeded by | stock Otter | autograder |", "|---|---|---|"]
    for reason in ("marks", "results", "time", "secret", "left", "report"):
        counts = [
            sum(reason in outcome[side].reasons for outcome in outcomes.values()) for side in ("otter", "autograder")
        ]
        lines.append(f"| {reason} | {counts[0]} | {counts[1]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
