"""What a worker gives up before it runs a student's code, one layer at a time.

Each layer is tried and the ones that took effect are reported by name; what a system does not offer is left out of the
list rather than assumed. They are applied in this order, because each needs what the next one takes away:

    session       its own session and process group, no inherited descriptor but the ones it speaks on, an empty
                  environment, death together with the process that started it
    rlimits       processor time, memory, file size, open files, core dumps
    landlock      files: the interpreter and its libraries are readable, the private folder writable, nothing else;
                  signals and abstract sockets only within the worker (kernel permitting)
    uid           an unprivileged user of its own, when we are root and that user can read the interpreter
    capabilities  dropped, all of them, when we are root
    seccomp       no processes, no sockets, no signals to others, no tracing, no keyrings, no shared memory
    no_new_privs  no program can give any of it back
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import signal
import stat
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP, _PR_SET_DUMPABLE = 1, 38, 24, 4


@dataclass(frozen=True)
class Limits:
    """What one worker may use."""

    cpu_seconds: int
    memory_mb: int  # private memory on top of what the fork shares with the zygote
    file_mb: int
    uid: int | None = None  # the unprivileged user to become, None to stay


def unprivileged_uid() -> int | None:
    """Return a uid for workers if we are root and that user can read the interpreter, else None."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return None
    needed = [sys.executable, os.__file__, *(m.__file__ for m in list(sys.modules.values()) if _is_torch(m))]
    if all(_others_may_read(Path(path)) for path in needed if path):
        return 60_000 + os.getpid() % 5_000  # a user of its own for each zygote
    return None


def apply(limits: Limits, folder: str, keep: Iterable[int]) -> list[str]:
    """Give everything up, for good. Return the names of the layers that took effect.

    Args:
        limits: what the process may use from now on.
        folder: the one folder it may write to; it becomes the working directory.
        keep: the file descriptors that stay open besides 0, 1 and 2.
    """
    layers = []
    os.setsid()
    _close_descriptors(keep)
    os.environ.clear()
    os.chdir(folder)
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    layers.append("session")
    _limit_resources(limits)
    layers.append("rlimits")
    if sys.platform != "linux":
        return layers

    from autograder.sandbox import landlock, seccomp  # Linux only

    no_new_privs = _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    if landlock.restrict(read=readable_paths(), write=folder):
        layers.append("landlock")
    if limits.uid is not None:
        os.setgroups([])
        os.setresgid(limits.uid, limits.uid, limits.uid)
        os.setresuid(limits.uid, limits.uid, limits.uid)
        layers.append("uid")
    if _drop_capabilities():
        layers.append("capabilities")
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # others of the same user cannot trace it or read its /proc entry
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # changing the uid has cleared it
    if seccomp.restrict():
        layers.append("seccomp")
    if no_new_privs:
        layers.append("no_new_privs")
    return layers


def readable_paths() -> list[str]:
    """Return what a worker may read: the interpreter's own files and the system's libraries."""
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths |= {str(Path(base) / "lib") for base in (sys.base_prefix,) if base not in ("/usr", "/usr/local")}
    paths |= {"/usr/lib", "/lib", "/lib64", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/localtime"}
    paths |= {"/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"}
    return sorted(path for path in paths if path and os.path.exists(path))


def _is_torch(module: object) -> bool:
    return getattr(module, "__name__", "") in ("torch", "numpy") and bool(getattr(module, "__file__", None))


def _others_may_read(path: Path) -> bool:
    path = path.resolve()
    modes = [parent.stat().st_mode for parent in path.parents]
    return all(mode & stat.S_IXOTH for mode in modes) and bool(path.stat().st_mode & stat.S_IROTH)


def _close_descriptors(keep: Iterable[int]) -> None:
    low = 3
    for descriptor in sorted(keep):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 65_536)


def _limit_resources(limits: Limits) -> None:
    import resource  # not on Windows

    def limit(which: int, soft: int, hard: int | None = None) -> None:
        maximum = resource.getrlimit(which)[1]
        hard = soft if hard is None else hard
        if maximum != resource.RLIM_INFINITY:
            soft, hard = min(soft, maximum), min(hard, maximum)
        resource.setrlimit(which, (soft, hard))

    limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    limit(resource.RLIMIT_FSIZE, limits.file_mb * 2**20)
    limit(resource.RLIMIT_NOFILE, 64)
    limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        # RLIMIT_AS does not suit torch, which maps gigabytes that it never touches. RLIMIT_DATA counts private
        # writable memory, which is what a program fills.
        limit(resource.RLIMIT_DATA, _private_memory() + limits.memory_mb * 2**20)
        limit(resource.RLIMIT_NPROC, 64)  # binds only with a uid of its own


def _private_memory() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 2**30


def _drop_capabilities() -> bool:
    for capability in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    return int(_libc.capset(header, (ctypes.c_uint32 * 6)())) == 0
