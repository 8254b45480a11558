"""Seccomp: system calls that a worker cannot make, through libseccomp (part of every Debian and Ubuntu).

Landlock speaks of files and, on newer kernels, of TCP and signals; everything else that reaches out of a process is
refused here, with an error rather than with death, so that a library that only probes goes on.
"""

from __future__ import annotations

import ctypes
import errno
import os

_ALLOW = 0x7FFF0000
_NOT_EQUAL, _EQUAL, _MASKED_EQUAL = 1, 4, 7  # SCMP_CMP_NE, SCMP_CMP_EQ, SCMP_CMP_MASKED_EQ
_CLONE_THREAD = 0x00010000
_MAP_SHARED_ANONYMOUS, _MAP_GROWSDOWN = 0x01 | 0x20, 0x100
# These aim a signal at any process of the same user when a descriptor becomes ready.
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _FIOSETOWN, _SIOCSPGRP = 8, 10, 15, 0x8901, 0x8902

_REFUSED = """
    fork vfork execve execveat
    socket socketpair connect bind listen accept accept4
    ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_open pidfd_getfd pidfd_send_signal
    mount umount2 pivot_root move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr chroot unshare setns
    keyctl add_key request_key bpf perf_event_open userfaultfd
    io_uring_setup io_uring_enter io_uring_register
    memfd_create memfd_secret shmget shmat shmctl msgget msgsnd msgrcv msgctl semget semop semctl mq_open mq_unlink
    setpriority sched_setaffinity sched_setscheduler sched_setattr sched_setparam ioprio_set
    rt_sigqueueinfo rt_tgsigqueueinfo setsid setpgid
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat futimesat
    setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat
    fallocate open_by_handle_at name_to_handle_at quotactl acct swapon swapoff reboot kexec_load syslog personality
    init_module finit_module delete_module inotify_init inotify_init1 fanotify_init
"""


class _Comparison(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def restrict() -> bool:
    """Refuse the calls above to this process, for good. Needs no_new_privs. False where that is not possible."""
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        return False
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p
    ]  # fmt: skip
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    library.seccomp_release.argtypes = [ctypes.c_void_p]
    context = library.seccomp_init(_ALLOW)
    if not context:
        return False

    def refuse(name: str, *comparisons: _Comparison, error: int = errno.EPERM) -> None:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # a name that this architecture or this libseccomp does not know cannot be called by it either
            rules = (_Comparison * len(comparisons))(*comparisons)
            library.seccomp_rule_add_array(context, 0x00050000 | error, number, len(comparisons), rules)

    try:
        for name in _REFUSED.split():
            refuse(name)
        # These take a process as their first argument: only the caller itself is allowed.
        for name, itself in (("kill", os.getpid()), ("tkill", os.getpid()), ("tgkill", os.getpid()), ("prlimit64", 0)):
            refuse(name, _Comparison(0, _NOT_EQUAL, itself, 0))
        # Threads are made by clone() with CLONE_THREAD; without it, clone() makes a process.
        refuse("clone", _Comparison(0, _MASKED_EQUAL, _CLONE_THREAD, 0))
        refuse("clone3", error=errno.ENOSYS)  # its flags lie in memory, out of our sight; libc falls back on clone()
        for command in (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX):
            refuse("fcntl", _Comparison(1, _EQUAL, command, 0))
        for command in (_FIOSETOWN, _SIOCSPGRP):
            refuse("ioctl", _Comparison(1, _EQUAL, command, 0))
        # Neither shared memory nor a growing stack would count against RLIMIT_DATA.
        refuse("mmap", _Comparison(3, _MASKED_EQUAL, _MAP_GROWSDOWN, _MAP_GROWSDOWN), error=errno.ENOMEM)
        refuse("mmap", _Comparison(3, _MASKED_EQUAL, _MAP_SHARED_ANONYMOUS, _MAP_SHARED_ANONYMOUS), error=errno.ENOMEM)
        return int(library.seccomp_load(context)) == 0
    finally:
        library.seccomp_release(context)
