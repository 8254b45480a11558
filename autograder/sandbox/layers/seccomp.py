"""Seccomp: the system calls that a worker may make, through libseccomp (part of every Debian and Ubuntu).

Landlock limits files and, on newer kernels, TCP and signals. Seccomp refuses everything else that reaches out of a
process. A refused call returns an error and does not kill the process, so a library that only tries a call can go on.
The list says what is allowed, not what is forbidden, so the new calls of newer kernels are refused.

Files and threads are not only allowed but counted: the kernel asks the grader about each new one (see `quota`).
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ALLOW, _NOTIFY, _ERRNO = 0x7FFF0000, 0x7FC00000, 0x00050000  # SCMP_ACT_*
_EQUAL, _MASKED_EQUAL = 4, 7  # SCMP_CMP_EQ, SCMP_CMP_MASKED_EQ
_OPTIMIZE = 8  # SCMP_FLTATR_CTL_OPTIMIZE
_CLONE_THREAD, _CLONE_FILES, _CLOSE_RANGE_UNSHARE = 0x00010000, 0x00000400, 0x02
_RENAME_WHITEOUT = 0x04
_MAP_SHARED, _MAP_ANONYMOUS, _MAP_GROWSDOWN = 0x01, 0x20, 0x100
_O_TMPFILE = os.O_TMPFILE & ~os.O_DIRECTORY if hasattr(os, "O_TMPFILE") else 0

_READING = """
    read pread64 readv preadv preadv2 write pwrite64 writev pwritev pwritev2 lseek close dup dup2 dup3
    access faccessat faccessat2 stat lstat fstat newfstatat statx statfs fstatfs getdents getdents64 readlink readlinkat
    getcwd chdir fchdir fsync fdatasync ftruncate fadvise64 readahead sendfile copy_file_range
    pipe pipe2 eventfd eventfd2 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    poll ppoll select pselect6 signalfd4
"""
_WRITING = "unlink unlinkat rmdir rename renameat truncate"
# Nobody here needs modes or times of files, and no other layer protects them. So these calls succeed and do nothing.
_PRETENDED = "chmod fchmod fchmodat fchmodat2 umask utime utimes utimensat futimesat"
_MEMORY = "munmap mprotect mremap madvise brk msync mincore membarrier get_mempolicy"
_THREADS = """
    futex futex_waitv set_robust_list get_robust_list set_tid_address gettid rseq arch_prctl exit exit_group
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack pause
    restart_syscall wait4 waitid sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min sched_rr_get_interval getpriority
"""
_CLOCKS = """
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getitimer setitimer alarm
    timer_create timer_settime timer_gettime timer_delete timer_getoverrun
    timerfd_create timerfd_settime timerfd_gettime
"""
_QUESTIONS = """
    getpid getppid getpgid getpgrp getsid getuid geteuid getgid getegid getresuid getresgid getgroups
    getrlimit setrlimit getrusage sysinfo uname getcpu getrandom capget getsockname getsockopt
"""
_FCNTL = (0, 1, 2, 3, 4, 1030, 1031, 1032)  # duplicate, flags, size of a pipe: no owner, no locks and leases
_RECEIVE, _SEND = (0, 0x40, 0x100), (0, 0x4000)  # MSG_DONTWAIT, MSG_WAITALL; MSG_NOSIGNAL
_IOCTL = (
    0x5401,
    0x5413,
    0x541B,
    0x5421,
    0x5450,
    0x5451,
    0x802C542A,
)  # "is it a terminal?", bytes waiting, close-on-exec
_PRCTL = (3, 15, 16, 23, 39, 0x53564D41)  # names of threads and memory; not the signal that follows a parent's death


class _Comparison(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def _equal(arg: int, value: int) -> _Comparison:
    return _Comparison(arg, _EQUAL, value, 0)


def _masked(arg: int, mask: int, value: int) -> _Comparison:
    return _Comparison(arg, _MASKED_EQUAL, mask, value)


class _Filter:
    """One filter in the making."""

    def __init__(self, library: Any, default: int) -> None:
        self._library = library
        self._context = library.seccomp_init(default)

    def rule(self, action: int, names: str, *comparisons: _Comparison) -> None:
        """Apply `action` to system calls by these names when all comparisons hold."""
        for name in names.split():
            number = self._library.seccomp_syscall_resolve_name(name.encode())
            if number >= 0:  # another architecture, or a newer kernel than this libseccomp, may not know it
                rules = (_Comparison * len(comparisons))(*comparisons)
                self._library.seccomp_rule_add_array(self._context, action, number, len(comparisons), rules)

    def load(self) -> bool:
        """Put the filter on this process, for good."""
        self._library.seccomp_attr_set(self._context, _OPTIMIZE, 2)  # a tree, not a list; older versions lack it
        return int(self._library.seccomp_load(self._context)) == 0

    def listener(self) -> int:
        """Return the descriptor on which the kernel asks about what is to be counted."""
        return int(self._library.seccomp_notify_fd(self._context))


@contextmanager
def _filter(default: int) -> Iterator[_Filter | None]:
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        yield None
        return
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p
    ]  # fmt: skip
    library.seccomp_attr_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32]
    for function in (library.seccomp_load, library.seccomp_notify_fd, library.seccomp_release):
        function.argtypes = [ctypes.c_void_p]
    made = _Filter(library, default)
    try:
        yield made
    finally:
        library.seccomp_release(made._context)


def count_creations() -> int | None:
    """Have the kernel ask about every new file, folder and thread of this process, for good. Needs no_new_privs.

    Returns:
        The descriptor for a `quota.Budget` in another process, which must answer from now on; None where the kernel
        or libseccomp cannot do that.
    """
    with _filter(_ALLOW) as counting:
        if counting is None:
            return None
        counting.rule(_NOTIFY, "open", _masked(1, os.O_CREAT, os.O_CREAT))
        counting.rule(_NOTIFY, "openat", _masked(2, os.O_CREAT, os.O_CREAT))
        counting.rule(_NOTIFY, "mkdir mkdirat clone")
        return counting.listener() if counting.load() else None


def restrict(*, may_write: bool) -> bool:
    """Allow this process the calls above and no other, for good. Needs no_new_privs. False where that is not possible.

    Args:
        may_write: whether it may change files. Only true if another layer (Landlock) limits which files.
    """
    with _filter(_ERRNO | errno.EPERM) as allowing:
        if allowing is None:
            return False
        allow, itself = allowing.rule, os.getpid()
        for names in (_READING, _MEMORY, _THREADS, _CLOCKS, _QUESTIONS):
            allow(_ALLOW, names)
        if may_write:
            allow(_ALLOW, _WRITING)
            allow(_ALLOW, "renameat2", _masked(4, _RENAME_WHITEOUT, 0))  # which makes a file that is not counted
            allow(_ERRNO, _PRETENDED)
            allow(_ALLOW, "mkdir", _masked(1, 0o700, 0o700))  # so that we can see what is in it
            allow(_ALLOW, "mkdirat", _masked(2, 0o700, 0o700))
            allow(_ALLOW, "open", _masked(1, _O_TMPFILE, 0))
            allow(_ALLOW, "openat", _masked(2, _O_TMPFILE, 0))
        else:
            changes = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | _O_TMPFILE
            allow(_ALLOW, "open", _masked(1, changes, os.O_RDONLY))
            allow(_ALLOW, "openat", _masked(2, changes, os.O_RDONLY))
        allow(_ALLOW, "close_range", _masked(2, _CLOSE_RANGE_UNSHARE, 0))
        # Signals and limits: for the process itself.
        for name in ("kill", "tkill", "tgkill"):
            allow(_ALLOW, name, _equal(0, itself))
        allow(_ALLOW, "prlimit64", _equal(0, 0))
        # Threads are made by clone() with CLONE_THREAD; without it, clone() makes a process. The flags of clone3() lie
        # in memory, out of our sight, as do those of openat2(); libc does without both.
        shared = _CLONE_THREAD | _CLONE_FILES  # a table of files of its own would have a limit of its own
        allow(_ALLOW, "clone", _masked(0, shared, shared))
        allow(_ERRNO | errno.ENOSYS, "clone3 openat2")
        for command in _FCNTL:
            allow(_ALLOW, "fcntl", _equal(1, command))
        for command in _IOCTL:
            allow(_ALLOW, "ioctl", _equal(1, command))
        allow(_ALLOW, "socketpair", _equal(0, 1))  # AF_UNIX, within the process: asyncio wakes itself with one
        for flags in _RECEIVE:
            allow(_ALLOW, "recvfrom", _equal(3, flags))
        for flags in _SEND:
            allow(_ALLOW, "sendto", _equal(3, flags))
        for option in _PRCTL:
            allow(_ALLOW, "prctl", _equal(0, option))
        # Neither shared memory nor a growing stack would count against RLIMIT_DATA.
        kinds = _MAP_SHARED | _MAP_ANONYMOUS | _MAP_GROWSDOWN
        for kind in (0, _MAP_SHARED, _MAP_ANONYMOUS):
            allow(_ALLOW, "mmap", _masked(3, kinds, kind))
        return allowing.load()
