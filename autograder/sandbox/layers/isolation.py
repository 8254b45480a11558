"""What a worker gives up before it runs a student's code, one layer at a time.

Each layer is put on, and most are then tried. The report names the layers that hold, and says why the others are
missing. If a system lacks one layer, the others still work. The order below matters, because each layer needs what the
next one takes away. Only no_new_privs is set before landlock, which needs it:

    session       its own session and process group, no inherited descriptor but the ones it speaks on, an empty
                  environment, death together with the process that started it
    rlimits       processor time, memory, stack, file size, open files, core dumps; first to go when memory runs out
    landlock      files: the interpreter and its libraries are readable, the private folder writable, nothing else;
                  signals and abstract sockets only within the worker (kernel permitting)
    uid           an unprivileged user of its own, when we are root and that user can read the interpreter
    capabilities  dropped, all of them
    quota         every new file and thread is counted, so that their sum is limited
    seccomp       a list of allowed system calls: no processes, no sockets, no signals to others, no tracing, no keys,
                  no shared memory; without landlock no change of any file
    no_new_privs  no program can give any of it back
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
import signal
import socket
import stat
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.layers.processes import close_descriptors, end_with_parent, own_status

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS, _PR_CAPBSET_DROP, _PR_SET_DUMPABLE = 38, 39, 24, 4
_CAPABILITY_VERSION_3 = 0x20080522
# What the grader needs to give a worker another user, and to clean up after that user.
_NEEDED = {"CHOWN": 0, "DAC_OVERRIDE": 1, "FOWNER": 3, "KILL": 5, "SETGID": 6, "SETUID": 7}
OPEN_FILES = 64  # at a time
FILE_BYTES = 2**20  # of one file that a worker writes; how many it may make is the manifest's disk_mb
ADDRESS_SPACE = 2**29  # bytes beyond the memory: for what is mapped without being filled, and what hides as such

LAYERS = ("session", "rlimits", "landlock", "uid", "capabilities", "quota", "seccomp", "no_new_privs")


@dataclass(frozen=True)
class Limits:
    """What one worker may use."""

    cpu_seconds: int
    memory_mb: int  # private memory on top of what the fork shares with the zygote
    uid: int | None = None  # the unprivileged user to become; None: the process keeps the user it has
    why_no_uid: str = ""  # why it keeps that user
    unreadable: tuple[str, ...] = ()  # modules whose files it may not read


def why_no_uid() -> str:
    """Return why workers cannot have a user of their own here; empty if they can."""
    if sys.platform != "linux":
        return "only on Linux"
    if os.geteuid() != 0:
        return "the grader does not run as root"
    needed = [sys.executable, os.__file__, *(m.__file__ for m in list(sys.modules.values()) if _is_library(m))]
    unreadable = [path for path in needed if path and not _others_may_read(Path(path))]
    if unreadable:
        return "other users cannot read the interpreter and its libraries"
    have = int(own_status("CapEff")[0], 16)
    lost = [name for name, number in _NEEDED.items() if not have >> number & 1]
    if lost:
        return f"root without the capabilities {', '.join(lost)}"
    if not _mapped(own_uid()):
        return "this user namespace has no other users"
    return ""


def own_uid() -> int:
    """Return the user that belongs to the workers of this process and to nobody else: no two processes share a pid."""
    high = 1_000_000_000 + os.getpid()
    return high if _mapped(high) else 60_000 + os.getpid() % 5_000  # containers often know 65,536 users only


def apply(limits: Limits, folder: str, keep: Iterable[int], hand_over: Callable[[int | None], None]) -> dict[str, str]:
    """Give everything up, for good. Return every layer with why it is missing, or with nothing if it holds.

    Args:
        limits: what the process may use from now on.
        folder: the one folder it may write to; it becomes the working directory.
        keep: the file descriptors that stay open besides 0, 1 and 2.
        hand_over: called once with the descriptor of `seccomp.count_creations`, or with None.
    """
    missing = dict.fromkeys(LAYERS, "only on Linux")
    os.setsid()
    close_descriptors(keep)
    os.environ.clear()
    os.chdir(folder)
    missing["session"] = ""
    missing["uid"] = limits.why_no_uid
    _limit_resources(limits)
    missing["rlimits"] = ""
    if sys.platform != "linux":
        hand_over(None)
        return missing

    from autograder.sandbox.layers import landlock, seccomp  # Linux only

    end_with_parent(signal.SIGKILL)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    missing["landlock"] = landlock.restrict(
        listed=[path for path in readable_paths() if os.path.isdir(path)],
        read=readable_paths(limits.unreadable),
        write=folder,
    )
    if limits.uid is not None:
        os.setgroups([])
        os.setresgid(limits.uid, limits.uid, limits.uid)
        os.setresuid(limits.uid, limits.uid, limits.uid)
    _drop_capabilities()
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # others of the same user cannot trace it or read its /proc entry
    end_with_parent(signal.SIGKILL)  # changing the uid has cleared it
    listener = seccomp.count_creations()
    hand_over(listener)
    missing["quota"] = "" if listener is not None else "no seccomp notifications here"
    missing["seccomp"] = (
        "" if seccomp.restrict(may_write=not missing["landlock"]) else "no seccomp or no libseccomp.so.2"
    )
    missing["capabilities"] = missing["no_new_privs"] = ""
    for layer, holds in _TRIALS.items():
        if not missing[layer] and not holds(limits):
            missing[layer] = "put on, but without effect"
    return missing


def preload() -> None:
    """Load what `apply` needs, so that not every worker has to."""
    if sys.platform == "linux":
        from autograder.sandbox.layers import landlock, seccomp  # noqa: F401

        try:
            ctypes.CDLL("libseccomp.so.2")
        except OSError:
            pass  # reported by `apply`


@functools.cache
def readable_paths(without: tuple[str, ...] = ()) -> list[str]:
    """Return what a worker may read: the interpreter's own files and the system's libraries.

    Args:
        without: dotted names; those that are packages or modules are left out, wherever they are installed.
    """
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths |= {str(Path(base) / "lib") for base in (sys.base_prefix,) if base not in ("/usr", "/usr/local")}
    paths |= {"/usr/lib", "/lib", "/lib64", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/localtime"}
    paths |= {"/dev/null", "/dev/urandom", "/dev/random"}
    there = {Path(path).resolve() for path in paths if path and os.path.exists(path)}
    for name in without:
        for hole in _files_of(name):
            there = {part for path in there for part in _around(hole, path)}
    return sorted(map(str, there))


def _files_of(name: str) -> list[Path]:
    """Return the folder or file of a module; nothing if this is none."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):  # ValueError: an object that stands for a module, like torch._VF
        return []
    if spec is None:
        return []
    return [Path(place).resolve() for place in spec.submodule_search_locations or [spec.origin or ""] if place]


def _around(hole: Path, path: Path) -> list[Path]:
    """Return `path`, in parts where need be, without `hole`."""
    if path == hole:
        return []
    if not hole.is_relative_to(path):
        return [path]
    return [part for entry in path.iterdir() for part in _around(hole, entry)]


def _is_library(module: object) -> bool:
    return getattr(module, "__name__", "") in ("torch", "numpy") and bool(getattr(module, "__file__", None))


def _others_may_read(path: Path) -> bool:
    path = path.resolve()
    modes = [parent.stat().st_mode for parent in path.parents]
    return all(mode & stat.S_IXOTH for mode in modes) and bool(path.stat().st_mode & stat.S_IROTH)


def _mapped(uid: int) -> bool:
    """Return whether this user namespace knows the user."""
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        if first <= uid < first + count:
            return True
    return False


def _limit_resources(limits: Limits) -> None:
    import resource  # not on Windows

    def limit(which: int, soft: int, hard: int | None = None) -> None:
        maximum = resource.getrlimit(which)[1]
        hard = soft if hard is None else hard
        if maximum != resource.RLIM_INFINITY:
            soft, hard = min(soft, maximum), min(hard, maximum)
        resource.setrlimit(which, (soft, hard))

    limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    limit(resource.RLIMIT_FSIZE, FILE_BYTES)
    limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_STACK, 8 * 2**20)
    if sys.platform == "linux":
        # RLIMIT_AS alone does not suit torch, which maps gigabytes that it never touches. RLIMIT_DATA counts private
        # writable memory, which is what a program fills.
        data, size = own_status("VmData", "VmSize")
        limit(resource.RLIMIT_DATA, int(data) * 1024 + limits.memory_mb * 2**20)
        limit(resource.RLIMIT_AS, int(size) * 1024 + limits.memory_mb * 2**20 + ADDRESS_SPACE)
        limit(resource.RLIMIT_MSGQUEUE, 0)
        limit(resource.RLIMIT_SIGPENDING, 1024)  # timers count as well
        # It counts every thread of a user, and does not bind root.
        others = 0 if limits.uid is not None else _threads_of(os.getuid()) + 256
        limit(resource.RLIMIT_NPROC, others + 64)
        try:
            Path("/proc/self/oom_score_adj").write_text("1000")
        except OSError:
            pass  # a second line of defence


def _threads_of(uid: int) -> int:
    count = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            info = os.stat(f"/proc/{name}/task")
        except OSError:
            continue  # it has ended
        count += info.st_nlink - 2 if info.st_uid == uid else 0
    return count


def _drop_capabilities() -> None:
    for capability in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)  # this process
    _libc.capset(header, (ctypes.c_uint32 * 6)())


def _no_capabilities(_: Limits) -> bool:
    header, sets = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    return int(_libc.capget(header, sets)) == 0 and not any(sets)


def _refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except PermissionError:
        return True
    return False


# What must not work any more once a layer holds.
_TRIALS: dict[str, Callable[[Limits], bool]] = {
    "landlock": lambda _: _refused(lambda: os.listdir("/")),
    "uid": lambda limits: os.getresuid() == (limits.uid,) * 3 and os.getresgid() == (limits.uid,) * 3,
    "capabilities": _no_capabilities,
    "seccomp": lambda _: _refused(lambda: socket.socket(socket.AF_UNIX)),
    "no_new_privs": lambda _: int(_libc.prctl(_PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)) == 1,
}
