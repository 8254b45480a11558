"""Landlock: file rules that a process puts on itself, no privileges needed (Linux 5.13 and newer).

The kernel's interface is documented in its user-space API guide, "Landlock: unprivileged access control". Constants and
structures below carry the kernel's names. Later kernels know more rights; asking for one that the running kernel does
not know is an error, so the rights are cut to the ABI version that it reports.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

_libc = ctypes.CDLL(None, use_errno=True)
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG, _TRUNCATE = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 14
_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_BY_ABI = {4: 0b11}  # bind and connect over TCP
_SCOPE_BY_ABI = {6: 0b11}  # abstract unix sockets and signals

_READ = _READ_FILE | _READ_DIR
# No links, sockets, pipes or devices: what a worker leaves is regular files, in folders.
_WRITE = _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _TRUNCATE
_FILE_ONLY = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE


class _RulesetAttr(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneathAttr(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi() -> int:
    """Return the version of Landlock that the kernel offers, 0 for none."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _CREATE_RULESET_VERSION)))


def restrict(*, listed: Iterable[str], read: Iterable[str], write: str) -> str:
    """Allow this process what follows, and nothing else that concerns files. For good. Needs no_new_privs.

    Args:
        listed: the folders below which it may see what there is.
        read: the paths below which it may read files.
        write: the folder in which it may do as it likes.

    Returns:
        Why this could not be done, with nothing changed; empty if it was.
    """
    version = abi()
    if version == 0:
        return "this kernel, or the container's rules, offer no Landlock"
    handled = _newest(_RIGHTS_BY_ABI, version)
    attr = _RulesetAttr(handled, _newest(_NET_BY_ABI, version), _newest(_SCOPE_BY_ABI, version))
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _libc.syscall(_CREATE_RULESET, ctypes.byref(attr), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return os.strerror(ctypes.get_errno())
    try:
        for path in listed:
            _allow(ruleset, path, _READ_DIR & handled)
        for path in read:
            _allow(ruleset, path, _READ_FILE & handled)
        _allow(ruleset, "/dev/null", (_READ_FILE | _WRITE_FILE | _TRUNCATE) & handled)
        _allow(ruleset, write, _WRITE & handled)
        return os.strerror(ctypes.get_errno()) if _libc.syscall(_RESTRICT_SELF, ruleset, 0) else ""
    finally:
        os.close(ruleset)


def _newest(by_abi: dict[int, int], version: int) -> int:
    return by_abi.get(max((abi for abi in by_abi if abi <= version), default=0), 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _FILE_ONLY
        attr = _PathBeneathAttr(rights, descriptor)
        if _libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(attr), 0):
            raise OSError(ctypes.get_errno(), f"Landlock refuses a rule for {path}")
    finally:
        os.close(descriptor)
