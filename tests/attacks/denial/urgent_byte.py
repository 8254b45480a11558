"""Sends out-of-band bytes and passes its own socket on over the socket to the grader, which few programs expect."""

import array
import os
import socket

connection = socket.socket(fileno=os.dup(3))


def attack(*args, **kwargs):
    for _ in range(3):
        connection.send(b"!", socket.MSG_OOB)
    rights = array.array("i", [3, 1, 0]).tobytes()
    connection.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    connection.shutdown(socket.SHUT_RD)
