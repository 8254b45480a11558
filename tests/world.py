"""Runs a command in a world that lacks something: `python tests/world.py --without landlock --user 1000 -- COMMAND`.

Nothing is pretended: the kernel itself refuses what is missing, by a seccomp filter around the command, another user,
no capabilities, or a namespace. Needs root; the interpreter is made readable to other users on the way (`--readable`),
by an overlay that only the command sees, where it lies in root's home for instance.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNS, _CLONE_NEWIPC, _CLONE_NEWUSER = 0x00020000, 0x08000000, 0x10000000
_EPERM, _EINVAL, _ENOSYS = 1, 22, 38


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and become the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", action="append", default=[], choices=["landlock", "seccomp", "quota"])
    parser.add_argument("--readable", action="store_true", help="let other users read the interpreter and this project")
    parser.add_argument("--user", type=int, help="run as this user")
    parser.add_argument("--user-namespace", action="store_true", help="be root of a namespace that has no other user")
    parser.add_argument("--no-capabilities", action="store_true", help="stay root, without any capability")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    _check(_libc.unshare(_CLONE_NEWIPC), "an IPC namespace")  # shared memory of several worlds is not mixed up
    if options.readable or options.user:
        make_readable()
    if options.user:
        os.setgroups([])
        os.setresgid(options.user, options.user, options.user)
        os.setresuid(options.user, options.user, options.user)
        os.environ |= {"HOME": "/nonexistent", "USER": "nobody"}
    if options.user_namespace:
        user, group = os.getuid(), os.getgid()
        _libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: another user may have become ours, whose /proc we own
        _check(_libc.unshare(_CLONE_NEWUSER), "a user namespace")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    if options.no_capabilities:
        for capability in range(64):
            _libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP: gone with the exec
    refuse(options.without)
    os.execvp(options.command[0], options.command)


def make_readable() -> None:
    """Open, for this process and its children only, every folder that keeps others from the interpreter."""
    _check(_libc.unshare(_CLONE_NEWNS), "a mount namespace")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    for place in (Path(sys.executable).resolve(), Path(sys.prefix), _ROOT, Path(os.__file__)):
        for folder in [*reversed(place.parents), place]:
            if folder.is_dir() and not folder.stat().st_mode & stat.S_IXOTH:
                layer = Path(tempfile.mkdtemp())  # on a file system of its own, gone with the namespace
                subprocess.run(["mount", "-t", "tmpfs", "none", layer], check=True)
                (layer / "upper").mkdir()
                (layer / "work").mkdir()
                layers = f"lowerdir={folder},upperdir={layer}/upper,workdir={layer}/work"
                subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, folder], check=True)
                folder.chmod(0o755)


def refuse(features: Sequence[str]) -> None:
    """Have the kernel behave as if it had none of `features`, for this process and its children."""
    if not features:
        return
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p
    ]  # fmt: skip
    library.seccomp_load.argtypes = [ctypes.c_void_p]

    class Comparison(ctypes.Structure):
        _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))

    context = library.seccomp_init(0x7FFF0000)  # SCMP_ACT_ALLOW

    def rule(name: str, error: int, *comparisons: Comparison) -> None:
        number = library.seccomp_syscall_resolve_name(name.encode())
        number = {"landlock_create_ruleset": 444}.get(name, number)
        compared = (Comparison * len(comparisons))(*comparisons)
        added = library.seccomp_rule_add_array(context, 0x00050000 | error, number, len(comparisons), compared)
        assert added == 0, f"no rule for {name}"

    if "landlock" in features:
        rule("landlock_create_ruleset", _ENOSYS)
    if "seccomp" in features:
        rule("seccomp", _EINVAL)
        rule("prctl", _EINVAL, Comparison(0, 4, 22, 0))  # PR_SET_SECCOMP
    if "quota" in features:
        rule("seccomp", _EINVAL, Comparison(1, 7, 8, 8))  # SECCOMP_FILTER_FLAG_NEW_LISTENER
    assert library.seccomp_load(context) == 0


def _check(result: int, what: str) -> None:
    if result:
        sys.exit(f"world.py: this system does not allow {what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main()
