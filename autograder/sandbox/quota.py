"""The grader's end of the quota: the kernel asks it about every file, folder and thread that a worker wants to make."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import struct


class Budget:
    """The grader's end of `count_creations`: answers the kernel until what a worker may create is used up.

    The kernel goes on with the call only after the answer. It does not say which file is meant, so opening an existing
    file for writing counts too. When all grants are used up, we count the files in the folder and grant what is left.
    So three groups of files can exist at a time: at most `_grants` in the folder, at most as many that were granted
    but are not there yet, and open files without a name, which RLIMIT_NOFILE limits.
    """

    _RECEIVE, _SEND = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV, _SEND
    _CONTINUE = 1  # SECCOMP_USER_NOTIF_FLAG_CONTINUE
    _QUESTION, _ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")

    def __init__(self, listener: int, folder: str, *, files: int, threads: int) -> None:
        """Prepare to answer.

        Args:
            listener: what `count_creations` returned, in the worker.
            folder: where the worker may create files.
            files: that there may be in it; and see above.
            threads: that may be started in all.
        """
        self.listener = listener
        self._folder = folder
        self._files = self._grants = files
        self._threads = threads
        self._clone = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name(b"clone")

    def answer(self) -> None:
        """Answer the one question that waits."""
        question = bytearray(self._QUESTION.size)
        try:
            fcntl.ioctl(self.listener, self._RECEIVE, question)
            identity, _, _, call, *_ = self._QUESTION.unpack(question)
            if call == self._clone:
                self._threads -= 1
                error = errno.EAGAIN if self._threads < 0 else 0
            else:
                if self._files == 0:
                    self._files = max(0, self._grants - sum(len(d) + len(f) for _, d, f in os.walk(self._folder)))
                error = 0 if self._files else errno.EDQUOT
                self._files -= not error
            answer = self._ANSWER.pack(identity, 0, -error, 0 if error else self._CONTINUE)
            fcntl.ioctl(self.listener, self._SEND, bytearray(answer))
        except FileNotFoundError:
            pass  # whoever asked has died meanwhile
