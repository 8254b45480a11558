"""The sandbox: what a worker can do to us, which is to fail its own call."""

from __future__ import annotations

import ctypes
import errno
import os
import tempfile
from pathlib import Path

import pytest
from support import are_gone, eventually

from autograder.sandbox.client import SandboxError, StudentCode, WorkerLost
from autograder.sandbox.host import Sandbox
from autograder.sandbox.inside.loading import Failure


@pytest.fixture
def run(sandbox):
    """Load a source, call its function `f`, and return the result with what was printed."""

    def go(source: str, *args: object, seconds: float = 10.0, refused: dict[str, str] | None = None):
        code = StudentCode(source.encode(), "homework", seconds, memory_mb=256, refused=refused or {})
        with sandbox.worker(code, seed=1) as worker:
            loaded = worker.load()
            if isinstance(loaded, Failure):
                return loaded, ""
            result = worker.call(call_f, args, {})
        return result, worker.printed

    return go


def call_f(module, *args):
    return module.f(*args)


def test_data_goes_in_and_comes_out(run):
    assert run("def f(x): return {'twice': 2 * x}", 21)[0] == {"twice": 42}


def test_an_exception_comes_back_as_text_with_the_line(run):
    failure, _ = run("def f():\n    x = 0\n    return 1 / x\n")
    assert (failure.type, failure.line, failure.code, failure.function) == (
        "ZeroDivisionError",
        3,
        "return 1 / x",
        "f",
    )
    assert "ArithmeticError" in failure.bases


def test_a_syntax_error_names_its_line(run):
    failure, _ = run("x = 1\ndef f(:\n")
    assert (failure.type, failure.line) == ("SyntaxError", 2)


@pytest.mark.parametrize(
    "ending", ["raise SystemExit(0)", "raise KeyboardInterrupt", "import pytest; pytest.skip('x')"]
)
def test_no_exception_is_an_escape(run, ending):
    failure, _ = run(f"def f():\n    {ending}\n")
    assert isinstance(failure, Failure)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import os; os._exit(3)", "exit status 3"),
        ("import ctypes; ctypes.string_at(0)", "signal 11"),
        ("import os; os.close(3)", "instead of returning"),
        ("import os; os.write(3, b'\\xff' * 100)", "something other than a result"),
        ("import os, struct; os.write(3, struct.pack('<I', 1) + b'N'); return 1", "something other than a result"),
    ],
)
def test_a_worker_that_ends_or_talks_nonsense_costs_its_own_test(run, body, said):
    with pytest.raises(WorkerLost, match=said):
        run(f"def f():\n    {body}\n")
    assert run("def f(): return 1")[0] == 1


def test_a_loop_is_stopped_from_outside(run):
    with pytest.raises(WorkerLost, match=r"within 0\.5 s") as caught:
        run("def f():\n    while True: pass\n", seconds=0.5)
    assert caught.value.kind == "timeout"


def test_a_loop_that_ignores_signals_is_stopped(run):
    with pytest.raises(WorkerLost, match="within"):
        run(
            "import signal\ndef f():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    while True: pass\n",
            seconds=0.5,
        )


def test_what_is_printed_is_kept_at_both_ends(run):
    source = "def f():\n    print('begin')\n    for _ in range(300_000): print('x' * 100)\n    print('end')\n"
    _, printed = run(source, seconds=60)
    assert printed.startswith("begin")
    assert printed.endswith("end\n")
    assert "bytes left out" in printed
    assert len(printed) < 5_000


def test_memory_is_limited(run):
    failure, _ = run("def f(): return len(bytearray(2 ** 30))")
    assert failure.type == "MemoryError"
    failure, _ = run("import torch\ndef f(): return float(torch.ones(2 ** 28).sum())")
    assert failure.type == "MemoryError"


def test_nothing_of_ours_is_in_sight(run, sandbox):
    seen, _ = run("import os\ndef f(): return dict(os.environ), os.getcwd(), os.listdir('.')")
    environment, folder, files = seen
    assert environment == {}
    assert files == []
    assert not Path(folder).exists()


def layers(sandbox) -> list[str]:
    with sandbox.worker(StudentCode(b"", "homework", 5, 256), 0) as worker:
        return worker.isolation


def test_files_outside_are_out_of_reach(run, sandbox):
    if "landlock" not in layers(sandbox):
        pytest.skip("this kernel has no Landlock")
    source = "import os\ndef f(path, mode):\n    with open(path, mode): return True\n"
    assert run(source, "mine.txt", "w")[0] is True
    for path, mode in [(__file__, "r"), ("/etc/passwd", "r"), ("/tmp/left", "w"), ("/dev/shm/left", "w")]:
        failure, _ = run(source, path, mode)
        assert failure.type == "PermissionError", path
    assert run("import os\ndef f(): return os.listdir('/proc')")[0].type == "PermissionError"


@pytest.mark.parametrize(
    "attempt",
    [
        "os.fork()",
        "os.kill(os.getppid(), 0)",
        "os.kill(-1, 9)",
        "socket.socket()",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "subprocess.run(['/bin/true'])",
        "os.setsid()",
        "os.memfd_create('x')",
        "mmap.mmap(-1, 2 ** 20)",
    ],
)
def test_system_calls_that_reach_out_are_refused(run, sandbox, attempt):
    if "seccomp" not in layers(sandbox):
        pytest.skip("this system has no libseccomp")
    failure, _ = run(f"import os, socket, subprocess, mmap\ndef f():\n    {attempt}\n")
    assert isinstance(failure, Failure)
    assert failure.type in ("PermissionError", "OSError", "BlockingIOError")


def test_threads_work(run):
    source = (
        "import threading\ndef f():\n    t = threading.Thread(target=lambda: None); t.start(); t.join()\n    return 1"
    )
    assert run(source)[0] == 1


def test_nothing_is_left_behind(run, sandbox):
    run("import os\ndef f():\n    open('left', 'w').write('x' * 1000)\n    os.chmod('.', 0)\n")
    assert list(Path(sandbox._folders).iterdir()) == []


def test_a_refused_name_may_be_imported_but_not_used(run):
    source = (
        "import torch.optim as o\nfrom torch.optim import SGD\ndef f(use):\n    if use: SGD([], lr=1)\n    return 1"
    )
    refused = {"torch.optim": "write it yourself."}
    assert run(source, False, refused=refused)[0] == 1
    failure, _ = run(source, True, refused=refused)
    assert failure.type == "Refused"
    assert "write it yourself" in failure.message


def test_randomness_is_seeded(run):
    source = "import random, torch, numpy\ndef f(): return random.random(), torch.rand(2), numpy.random.rand(2)"
    first, second = run(source)[0], run(source)[0]
    assert first[0] == second[0]
    assert first[1].tolist() == second[1].tolist()
    assert first[2].tolist() == second[2].tolist()


def test_the_zygote_goes_when_the_grader_goes():
    with Sandbox() as running:
        pid = running._zygote.process.pid
        with running.worker(StudentCode(b"", "homework", 5, 256), 0):
            os.kill(pid, 0)
    assert eventually(are_gone, [pid])


def test_a_submission_does_not_inherit_our_future_imports(run):
    failure, _ = run("def f(x: int) -> Undefined: return 1")
    assert failure.type == "NameError"


def test_a_warning_does_not_tell_where_libraries_lie():
    source = b"import numpy as np\nnp.mean(np.zeros(0))\n"
    with Sandbox() as running, running.worker(StudentCode(source, "homework", 5, 256), 0) as worker:
        worker.load()
    assert "RuntimeWarning: Mean of empty slice" in worker.printed
    assert ".py" not in worker.printed


def test_a_dead_zygote_costs_one_submission_and_is_replaced():
    code = StudentCode(b"def f(): return 1", "homework", 5, 256)
    with Sandbox() as running:
        worker = running.worker(code, 0)
        running._zygote.process.kill()
        running._zygote.process.wait()
        with pytest.raises(SandboxError):
            worker.load()
        with running.worker(code, 0) as worker:
            assert worker.load() == ["f"]
        assert running.leftovers() == []


def test_torch_itself_may_use_what_is_refused(run):
    source = "import torch\ndef f(): return float(torch.func.grad(lambda x: x * x)(torch.tensor(3.0)))"
    assert run(source, refused={"torch.optim": "write it yourself."}, seconds=30.0)[0] == 6.0


def test_a_refused_name_may_stand_in_a_type_hint_and_in_isinstance(run):
    source = "import torch\ndef f(x: torch.optim.Optimizer | None = None): return isinstance(x, torch.optim.Optimizer)"
    assert run(source, refused={"torch.optim": "write it yourself."})[0] is False


def test_a_forged_exception_is_cut_before_anybody_reads_it(run):
    source = """
import autograder.sandbox.inside.worker as worker, autograder.sandbox.protocol.wire as wire
encode = wire.encode
def forge(reply):
    huge = "x" * 10**6
    error = {"type": huge, "bases": (huge,) * 1, "message": "m" * 10**6, "line": -1, "function": 3, "code": huge[:10]}
    return encode({"number": reply["number"], "error": error})
def f():
    wire.encode = forge
    return 1
"""
    failure, _ = run(source)
    assert len(failure.message) == 2_000
    assert len(failure.type) == 100
    assert failure.line is None
    assert failure.function is None


@pytest.mark.parametrize(
    "attempt",
    [
        "os.chown(path, 0, 0)",
        "os.setxattr(path, b'user.x', b'1')",
        "fcntl.fcntl(0, 8, os.getppid())",
        "mmap.mmap(-1, 2 ** 20, 0x122)",
    ],
)
def test_files_and_processes_of_our_own_user_are_out_of_reach(run, sandbox, tmp_path, attempt):
    if "seccomp" not in layers(sandbox):
        pytest.skip("this system has no libseccomp")
    (tmp_path / "ours").touch(mode=0o600)
    before = (tmp_path / "ours").stat()
    failure, _ = run(f"import fcntl, mmap, os\ndef f(path):\n    {attempt}\n", str(tmp_path / "ours"))
    assert failure.type in ("PermissionError", "OSError")
    assert (tmp_path / "ours").stat() == before


REFUSED_CALLS = """
    ptrace process_vm_readv process_vm_writev mount umount2 unshare setns pivot_root chroot
    keyctl add_key request_key io_uring_setup bpf perf_event_open userfaultfd memfd_create
    socket connect bind sendmsg shmget msgget semget mq_open
    fork vfork execve setsid setpgid setpriority sched_setaffinity pidfd_open open_by_handle_at
    chown link symlink mknod setxattr fallocate personality syslog inotify_init1 landlock_create_ruleset
"""


def test_what_is_not_on_the_list_is_refused(run, sandbox):
    if "seccomp" not in layers(sandbox):
        pytest.skip("this system has no libseccomp")
    library = ctypes.CDLL("libseccomp.so.2")
    numbers = {name: library.seccomp_syscall_resolve_name(name.encode()) for name in REFUSED_CALLS.split()}
    known = {name: number for name, number in numbers.items() if number >= 0}
    source = """
import ctypes
def f(numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    return {name: (libc.syscall(number, 0, 0, 0, 0, 0, 0), ctypes.get_errno()) for name, number in numbers.items()}
"""
    answers = run(source, known)[0]
    assert len(answers) > 35
    assert {name: answer for name, answer in answers.items() if answer != (-1, errno.EPERM)} == {}


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("fcntl", (0, 1024, 1)),  # F_SETLEASE
        ("fcntl", (0, 8 | 1 << 32, 1)),  # F_SETOWN, with a bit that the kernel ignores
        ("ioctl", (0, 0x8901, 0)),  # FIOSETOWN
        ("prctl", (1, 0)),  # PR_SET_PDEATHSIG: not to die with the grader
        ("prctl", (4, 1)),  # PR_SET_DUMPABLE
        ("clone", (17,)),  # SIGCHLD: a process
        ("close_range", (60, 61, 2)),  # CLOSE_RANGE_UNSHARE: a table of descriptors of its own
        ("renameat2", (-100, 0, -100, 0, 4)),  # RENAME_WHITEOUT: leaves a file that nobody counts
        ("kill", (-1, 0)),
        ("prlimit64", (1, 7, 0, 0)),
        ("mmap", (0, 4096, 3, 0x21, -1, 0)),  # MAP_SHARED | MAP_ANONYMOUS
        ("sendto", (3, 0, 0, 1, 0, 0)),  # MSG_OOB
    ],
)
def test_what_is_on_the_list_is_so_for_harmless_arguments_only(run, sandbox, call, arguments):
    if "seccomp" not in layers(sandbox):
        pytest.skip("this system has no libseccomp")
    number = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name(call.encode())
    source = """
import ctypes
def f(number, arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.syscall(*(ctypes.c_long(a) for a in (number, *arguments))), ctypes.get_errno()
"""
    assert run(source, number, list(arguments))[0] == (-1, errno.EPERM)


def test_files_are_counted(run, sandbox):
    if not {"quota", "landlock"} <= set(layers(sandbox)):
        pytest.skip("this system cannot count files")
    source = """
import os
import subprocess
import sys
def f(size):
    made = []
    try:
        while True:
            with open(f"{len(made)}", "wb") as file: file.write(bytes(size))
            made.append(1)
    except OSError as error:
        return len(made), error.errno
"""
    assert run(source, 2**20)[0] == (96, errno.EDQUOT)  # twice that, and 64 without a name, are StudentCode.disk_mb
    assert run(source, 2**20 + 1)[0] == (0, errno.EFBIG)


def test_temporary_files_work(run):
    source = """
import tempfile, torch
def f():
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file, tempfile.TemporaryFile() as b:
        torch.save(torch.ones(3), f"{folder}/x.pt")
        b.write(b"1"); file.write(b"1")
        return torch.load(f"{folder}/x.pt").tolist()
"""
    assert run(source)[0] == [1, 1, 1]


def test_a_grader_that_was_killed_is_swept_up_and_a_running_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "autograder-sandbox-old").mkdir()
    with Sandbox() as first:
        assert not (tmp_path / "autograder-sandbox-old").exists()
        with Sandbox():
            assert Path(first._folders).exists()
    assert list(tmp_path.iterdir()) == []


def test_writing_to_one_file_again_and_again_is_no_crime(run):
    source = """
def f():
    for n in range(300):
        with open("log.txt", "a") as log: log.write("step\\n")
    return open("log.txt").read().count("step")
"""
    assert run(source)[0] == 300


def test_ordinary_libraries_work(run):
    source = """
import asyncio, concurrent.futures, os, shutil, torch
async def later(): return 1
def f():
    for n in range(300):
        with concurrent.futures.ThreadPoolExecutor(2) as pool: pool.submit(int).result()
    torch.save(torch.ones(2), "a.pt")
    shutil.copy("a.pt", "b.pt")
    os.utime("b.pt"); os.umask(0o077)
    return asyncio.run(later()) + len(os.listdir("."))
"""
    assert run(source, seconds=30.0)[0] == 3


def test_modes_and_times_of_files_stay(run, sandbox, tmp_path):
    if "seccomp" not in layers(sandbox):
        pytest.skip("this system has no libseccomp")
    (tmp_path / "ours").touch(mode=0o600)
    before = (tmp_path / "ours").stat()
    source = "import os\ndef f(path): os.chmod(path, 0o777); os.utime(path, (1, 1)); os.mkdir('x', 0o700); return 1"
    assert run(source, str(tmp_path / "ours"))[0] == 1
    assert (tmp_path / "ours").stat() == before
    assert run("import os\ndef f(): os.mkdir('x', 0)")[0].type == "PermissionError"


def test_memory_that_is_no_data_is_limited_too(run):
    source = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
def f(size):
    taken = 0
    while taken < 4 << 30:
        place = libc.mmap(None, size, 3, 0x22, -1, 0)
        if place == 2**64 - 1:
            break
        libc.mprotect(place, size, 1)  # read-only memory does not count as data
        taken += size
    return taken >> 20
"""
    assert run(source, 16 << 20)[0] <= 256 + 512


def test_a_worker_that_reads_its_own_output_away_does_not_stop_the_grader(sandbox):
    with sandbox.worker(StudentCode(b"", "homework", 5, 256), 0) as worker:
        assert not os.get_blocking(worker._channel._output)
        assert not worker._channel._connection.getblocking()


def test_anything_may_be_written_to_nowhere(run):
    assert run("def f():\n    with open('/dev/null', 'w') as nowhere: return nowhere.write('x')")[0] == 1
