"""The grader's end of what a worker speaks on: frames, what it prints, and the kernel's questions about its quota.

All three must be read while an answer is waited for: a worker whose pipe is full, or whose question nobody answers,
would wait for ever. What arrives is bytes chosen by a student. They are read with a limit on size and on time.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import time
from contextlib import suppress

from autograder.sandbox.printed import HeadAndTail
from autograder.sandbox.protocol import proxies, wire
from autograder.sandbox.quota import Budget

_OUTPUT_KEPT = 4_000  # bytes of printed text, half from the beginning, half from the end
_MOST_LEFT = 17  # reads of 64 KiB; a pipe holds 1 MiB at most
_LENGTH = struct.Struct("<I")


class NoAnswer(Exception):
    """No frame has come in time."""


class HungUp(Exception):
    """The worker has closed its end, most likely by ending."""


class NotAFrame(Exception):
    """The worker has sent what is no frame, or one that nobody has asked for."""


class Channel:
    """One worker's socket, output pipe and quota."""

    def __init__(self, connection: socket.socket, output: int) -> None:
        self._connection = connection
        self._output = output
        os.set_blocking(output, False)  # a worker can read its own output away, between our poll and our read
        self._printed = HeadAndTail(_OUTPUT_KEPT)
        self._budget: Budget | None = None
        self._poll = select.poll()
        self._poll.register(output, select.POLLIN)

    def receive_descriptor(self, seconds: float) -> int | None:
        """Return the descriptor that a worker hands over before it sends any frame; None if it has none.

        Raises:
            OSError: nothing has come in time.
        """
        self._connection.settimeout(seconds)
        _, descriptors, _, _ = socket.recv_fds(self._connection, 1, 1)
        self._connection.setblocking(False)
        self._poll.register(self._connection, select.POLLIN)
        return descriptors[0] if descriptors else None

    def answer_for(self, budget: Budget) -> None:
        """From now on, answer the kernel's questions for this budget."""
        self._budget = budget
        self._poll.register(budget.listener, select.POLLIN)

    def exchange(self, payload: bytes | None, seconds: float) -> bytes:
        """Send a frame if there is one, and return the next one.

        Raises:
            NoAnswer: none has come in time.
            HungUp: none will come any more.
            NotAFrame: something else has come.
        """
        deadline = time.monotonic() + seconds
        try:
            return self._receive(self._send(payload) if payload is not None else memoryview(b""), deadline)
        except OSError:
            raise HungUp from None

    def close(self) -> None:
        """Read what is left of the output, and close everything."""
        try:
            for _ in range(_MOST_LEFT):  # without some layers, a process of the worker may still run and write
                if not self._read_printed():
                    break
        except BlockingIOError:  # likewise, if it writes nothing now
            pass
        finally:
            self._connection.close()
            os.close(self._output)
            if self._budget is not None:
                os.close(self._budget.listener)

    @property
    def printed(self) -> str:
        """What the worker has printed: the beginning and the end of it."""
        return self._printed.text()

    def _send(self, payload: bytes) -> memoryview:
        """Send as much as can be sent at once, which is nearly always all of it. Return the rest."""
        if self._spoke_too_soon():
            raise NotAFrame
        frame = memoryview(_LENGTH.pack(len(payload)) + payload)
        try:
            rest = frame[self._connection.send(frame) :]
        except BlockingIOError:
            rest = frame
        if rest:
            self._poll.modify(self._connection, select.POLLIN | select.POLLOUT)
        return rest

    def _receive(self, sending: memoryview, deadline: float) -> bytes:
        """Return the next frame; meanwhile, send what is left to be sent."""
        received = bytearray()
        size = None
        channel, listener = self._connection.fileno(), self._budget.listener if self._budget else None
        while size is None or len(received) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise NoAnswer
            for descriptor, events in self._poll.poll(left * 1000):
                if descriptor == listener:
                    self._answer(events)
                elif descriptor == self._output:
                    with suppress(BlockingIOError):  # see __init__
                        if not self._read_printed():
                            self._poll.unregister(descriptor)  # nobody is left who could print
                elif events & select.POLLIN or not events & select.POLLOUT:
                    chunk = self._connection.recv(65_536 if size is None else min(size - len(received), 2**20))
                    if not chunk:
                        raise HungUp
                    received += chunk
                if descriptor == channel and events & select.POLLOUT and sending:
                    sending = sending[self._connection.send(sending) :]
                    if not sending:
                        self._poll.modify(channel, select.POLLIN)
            if size is None and len(received) >= 4:
                size = 4 + _LENGTH.unpack_from(received)[0]
            limit = proxies.MAX_REQUEST if proxies.is_request(received[4:5]) else wire.MAX_FRAME
            if size is not None and size > 4 + limit:
                raise NotAFrame
        if len(received) > size or sending:
            raise NotAFrame  # an answer to nothing that we asked
        return bytes(memoryview(received)[4:])

    def _answer(self, events: int) -> None:
        assert self._budget is not None
        if events & select.POLLIN:
            self._budget.answer()
        elif events & (select.POLLHUP | select.POLLNVAL):
            self._poll.unregister(self._budget.listener)  # nobody is left who could ask

    def _read_printed(self) -> bool:
        """Read some of what was printed. Return whether there may be more. BlockingIOError: nothing is there now."""
        chunk = os.read(self._output, 65_536)
        self._printed.add(chunk)
        return bool(chunk)

    def _spoke_too_soon(self) -> bool:
        """Return whether an answer is there before we have asked."""
        try:
            return bool(self._connection.recv(1, socket.MSG_PEEK))
        except OSError:
            return False
