"""The engine gives every submission what `autograder grade` gives it, test by test, however odd it is."""

from __future__ import annotations

import json
import random
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from support import BIN, COURSE, ROOT, command, does_not_hang, eventually

from autograder.audit.attacks import find_attacks, hostile_submission
from autograder.course.assignment import Assignment, find_assignment, find_assignments
from autograder.course.bank import find_alternatives, find_mistakes
from autograder.grading.engine import Engine
from autograder.grading.pool import Job, Pool
from autograder.grading.recording import messages
from autograder.grading.report import Report
from autograder.grading.run import grade
from autograder.grading.session import GraderError, Tests, with_tests
from autograder.sandbox.client import PlainCall
from autograder.sandbox.host import Sandbox
from autograder.sandbox.layers.processes import descendants, is_alive
from autograder.sandbox.start import start_zygote_for
from autograder.testing.same_inputs import seed_of

HW = "hw0_torch"
SMALL = (COURSE / "solutions" / HW / "small.py").read_text(encoding="utf-8")

# One idea each: what a submission may do that would show if several tests shared more than they may. `RIGHT` is what
# it must return to be right, `WRONG` what it returns otherwise; the comment says what `autograder grade` finds.
HARMS = {
    "raises the first time in a process": """
calls = 0
def centre(x):
    global calls
    calls += 1
    if calls == 1: raise RuntimeError("not yet")
    return RIGHT""",
    "right only after another function has run": """
ready = False
def softmax(x, dim=-1):
    global ready
    ready = True
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)
def centre(x):
    return RIGHT if ready else WRONG""",
    "right only in the second test, by its own module": """
calls = []
def centre(x):
    calls.append(x)
    return RIGHT if x.numel() == 2 or len(calls) > 40 else WRONG""",
    "right only in the second test, by a flag on torch": """
torch.loads = getattr(torch, "loads", 0) + 1
def centre(x):
    return RIGHT if x.shape == (2,) or torch.loads > 1 else WRONG""",
    "right only in the second test, by a flag on a class of torch": """
torch.Tensor.loads = getattr(torch.Tensor, "loads", 0) + 1
def centre(x):
    return RIGHT if x.shape == (2,) or torch.Tensor.loads > 1 else WRONG""",
    "right only in the second test, by a flag among the built-in names": """
import builtins
builtins.loads = getattr(builtins, "loads", 0) + 1
def centre(x):
    return RIGHT if x.shape == (2,) or builtins.loads > 1 else WRONG""",
    "right only in the second test, by a file": """
import os
first = not os.path.exists("seen")
open("seen", "w").close()
def centre(x):
    return RIGHT if x.shape == (2,) or not first else WRONG""",
    "right only in the second test, by the environment": """
import os
first = "SEEN" not in os.environ
os.environ["SEEN"] = "1"
def centre(x):
    return RIGHT if x.shape == (2,) or not first else WRONG""",
    "right only in the second test, by the default dtype": """
def centre(x):
    if x.shape == (2,):
        torch.set_default_dtype(torch.float64)
        return RIGHT
    return RIGHT if torch.get_default_dtype() == torch.float64 else WRONG""",
    "right only in the second test, by the recursion limit": """
import sys
def centre(x):
    if x.shape == (2,):
        sys.setrecursionlimit(777)
        return RIGHT
    return RIGHT if sys.getrecursionlimit() == 777 else WRONG""",
    "wrong in the first test alone, by a flag where nobody looks": """
import json
first = not hasattr(json, "seen")
json.seen = True
def centre(x):
    return WRONG if first else RIGHT""",
    "dies while it is imported for one test": """
import os, random
if random.random() == OF_ONE_TEST: os._exit(0)
def centre(x):
    return RIGHT""",
    "is wrong, then answers with bytes that mean nothing": """
from autograder.sandbox.protocol import wire
calls = 0
def centre(x):
    global calls
    calls += 1
    if calls == 3:
        real = wire.encode
        wire.encode = lambda value: real(value) if "outcomes" in value else b"?"
    return RIGHT if calls == 1 else 2 * (RIGHT)""",
    "leaves autograd off": """
def centre(x):
    torch.set_grad_enabled(False)
    return RIGHT""",
    "patches a library for itself": """
original = torch.Tensor.mean
torch.Tensor.mean = lambda self, *args: original(self, *args)
def centre(x):
    return RIGHT""",
    "is right, in other last digits": """
def centre(x):
    return (x.double() - x.double().mean()).to(x.dtype)""",
    "is right, but draws from the global generator": """
def centre(x):
    torch.rand(1)
    return RIGHT""",
    "answers by chance": """
def centre(x):
    return RIGHT + torch.rand(1)  # from a generator that has the same seed in every worker""",
    "answers by the number of calls": """
calls = 0
def centre(x):
    global calls
    calls += 1
    return RIGHT if calls % 7 else WRONG""",
    "ends the process in the second test": """
import os
def centre(x):
    if x.shape != (2,): os._exit(0)
    return RIGHT""",
    "ends by sys.exit": """
import sys
def centre(x):
    sys.exit(0)""",
    "returns what cannot be sent": """
def centre(x):
    return object()""",
    "returns more than can be sent": """
def centre(x):
    return torch.zeros(2**24)""",
    "prints a lot": """
def centre(x):
    print("x" * 10_000)
    return WRONG""",
    "hangs in the second test": """
def centre(x):
    while x.shape != (2,): pass
    return RIGHT""",
    "hangs when it is imported for the second time": """
import builtins
while hasattr(builtins, "seen"): pass
builtins.seen = True
def centre(x):
    return RIGHT""",
    "cannot be imported twice": """
import builtins
if hasattr(builtins, "seen"): raise ImportError("again")
builtins.seen = True
def centre(x):
    return RIGHT""",
    "uses what is refused": """
def centre(x):
    return torch.nn.functional.layer_norm(x, x.shape) if x.numel() > 2 else RIGHT""",
    "uses what is refused behind the source check's back": """
def centre(x):
    getattr(torch.nn.functional, "layer" + "_norm")(x, x.shape)
    return RIGHT""",
    "changes its argument": """
def centre(x):
    x.sub_(x.mean())
    return x""",
    "defines nothing": "del softmax, centre",
    "is no Python": "def centre(x:",
}


def compare(assignment: Assignment, submissions: Iterable[tuple[str, bytes]]) -> None:
    """Grade submissions by the engine and one by one, and check that nothing differs."""
    submissions = list(submissions)
    with Sandbox(start_zygote_for(assignment)) as sandbox:

        def use(tests: Tests) -> list[Report]:
            engine = Engine(tests, sandbox)
            return [engine.grade(source) for _, source in submissions]

        by_engine = with_tests(assignment, use)
        for (name, source), report in zip(submissions, by_engine, strict=True):
            assert timeless(report) == timeless(grade(assignment, source, sandbox)), name


def timeless(report: Report) -> dict[str, object]:
    """Return a report without times, memory, and what was printed: who prints until his time is up is cut anywhere."""
    tests = [
        test.model_copy(
            update={
                "evidence": test.evidence and replace(test.evidence, printed=""),
                "output": test.output.partition("Your code printed:")[0],
            }
        )
        for test in report.tests
    ]
    return report.model_copy(update={"tests": tuple(tests)}).timeless()


@pytest.fixture(scope="module")
def engine(sandboxes):
    """Grade many submissions to the small assignment at once."""
    assignment, sandbox = sandboxes(COURSE, HW)

    def run(sources: Iterable[bytes], *, explain: bool = True) -> list[Report]:
        def use(tests: Tests) -> list[Report]:
            engine = Engine(tests, sandbox)
            return [engine.grade(source, explain=explain) for source in sources]

        return with_tests(assignment, use)

    return run


def harm(name: str) -> bytes:
    source = HARMS[name].replace("RIGHT", "x - x.mean()").replace("WRONG", "x - x.mean() + 1")
    seed = seed_of(find_assignment(COURSE, HW), "test_centre_of_two")
    source = source.replace("OF_ONE_TEST", repr(random.Random(seed).random()))
    return f"{SMALL}\n{source}\n".encode()


@pytest.mark.parametrize("name", HARMS)
def test_what_one_test_leaves_behind_helps_and_hurts_no_other(name, engine, sandboxes):
    assignment, sandbox = sandboxes(COURSE, HW)
    with does_not_hang():
        (report,) = engine([harm(name)])
    assert report.timeless() == grade(assignment, harm(name), sandbox).timeless()


def test_nor_where_nobody_asks_for_explanations(engine, sandboxes):
    assignment, sandbox = sandboxes(COURSE, HW)
    with does_not_hang():
        reports = engine(map(harm, HARMS), explain=False)
    for name, report in zip(HARMS, reports, strict=True):
        assert timeless(report) == timeless(grade(assignment, harm(name), sandbox, explain=False)), name


def test_no_message_shows_two_calls_of_one_example():
    first, second, third, *rest = [PlainCall(b"", bytes([number])) for number in range(40)]
    sent = list(messages([[first], [second, third], *([one] for one in rest)]))
    assert [call for part in sent for call in part] == [first, second, third, *rest]
    assert not [part for part in sent if second in part and third in part]
    assert len(sent) < 8


def test_the_small_bank(sandboxes):
    compare(*bank(find_assignment(COURSE, HW)))


def test_a_submission_is_graded_the_same_whatever_came_before(engine):
    right, wrong = SMALL.encode(), harm("leaves autograd off")
    first, _, _, again = engine([right, wrong, harm("patches a library for itself"), right])
    assert first.score == 100
    assert first.timeless() == again.timeless()


def test_several_submissions_become_several_reports_in_their_order(tmp_path):
    tmp_path = tmp_path / ("a" * 50) / "[b] c"  # longer than a line of a terminal, and like rich's markup
    tmp_path.mkdir(parents=True)
    for name, source in {"right": SMALL, "broken": "def", "wrong": SMALL.replace("x.mean()", "0 * x")}.items():
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    names = ["wrong", "right", "broken", "right"]
    files = [tmp_path / f"{name}.py" for name in names]
    done = command("autograder", "--root", COURSE, "grade", HW, *files, "--json", tmp_path / "all.json")
    assert done.returncode == 3  # one cannot be graded
    reports = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert [report["score"] for report in reports] == [60, 100, 0, 100]
    assert [line for line in done.stdout.splitlines() if line in map(str, files)] == list(map(str, files))
    done = command("autograder", "--root", COURSE, "grade", HW, *files[:2], "--html", tmp_path / "page.html")
    assert done.returncode == 2
    assert "--html" in done.stderr


# Two graders, each with a zygote, and a worker at least; one grader, before it has forked and while it grades.
@pytest.mark.parametrize(("files", "processes"), [(2, 5), (1, 0), (1, 2)])
def test_who_interrupts_sees_one_line_and_leaves_no_process(files: int, processes: int, tmp_path):
    path = tmp_path / "small.py"
    path.write_text(f"{SMALL}\ndef centre(x):\n    while True: pass\n", encoding="utf-8")
    words = [BIN / "autograder", "--root", COURSE, "grade", HW, *[path] * files]
    process = subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    cmdline = Path(f"/proc/{process.pid}/cmdline")
    assert eventually(lambda: files > 1 or "ancestor" in cmdline.read_text())
    assert eventually(lambda: len(descendants(process.pid)) >= processes)
    started = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert errors.splitlines() == ["autograder: interrupted"]
    assert eventually(lambda: not any(map(is_alive, started)))


def test_an_assignment_that_does_not_work_is_said_so_by_every_process(course):
    broken = course / "solutions" / HW / "hidden" / "test_centre.py"
    broken.write_text("import nothing_of_that_name", encoding="utf-8")
    with Pool(2) as pool, pytest.raises(GraderError, match="nothing_of_that_name"):
        pool.grade(find_assignment(course, HW), [Job(SMALL.encode())] * 2)


def bank(assignment: Assignment) -> tuple[Assignment, list[tuple[str, bytes]]]:
    """Return an assignment with all of its bank."""
    found = [(path.stem, path.read_bytes()) for path in (assignment.reference, assignment.stub)]
    found += [(path.stem, path.read_bytes()) for path in find_alternatives(assignment)]
    return assignment, found + [(one.name, one.compose().encode()) for one in find_mistakes(assignment)]


@pytest.mark.banks
@pytest.mark.parametrize("assignment", find_assignments(ROOT), ids=lambda assignment: assignment.name)
def test_a_sample_of_every_bank(assignment: Assignment, request):
    _, submissions = bank(assignment)
    compare(assignment, submissions[:: 1 if request.config.getoption("whole") else 24])


@pytest.mark.attacks
@pytest.mark.parametrize("group", ["denial", "marks", "report", "secrets", "survival"])
def test_hostile_submissions(group: str, request):
    assignment = find_assignment(COURSE, HW)
    attacks = [one for one in find_attacks(Path(__file__).parent / "attacks") if one.group == group]
    attacks = attacks[:: 1 if request.config.getoption("whole") else 8]
    compare(assignment, [(one.name, hostile_submission(assignment, one).encode()) for one in attacks])
