"""Talks to services of the same machine: Docker's socket, notebook kernels, anything that listens locally."""

import glob
import json
import os
import socket

for path in ["/var/run/docker.sock", *glob.glob("/run/*.sock"), *glob.glob("/tmp/*/*.sock")]:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(0.2)
            connection.connect(path)
            connection.sendall(b"GET /containers/json HTTP/1.0\r\n\r\n")
            print(path, connection.recv(1000))
    except OSError:
        pass
for path in glob.glob(os.path.expanduser("~/.local/share/jupyter/runtime/kernel-*.json")):
    try:
        with open(path) as file:
            print(path, json.load(file))
    except OSError:
        pass
for port in (22, 80, 2375, 5000, 8000, 8080, 8786, 8888):
    try:
        with socket.create_connection(("127.0.0.1", port), 0.1) as connection:
            connection.settimeout(0.1)
            print(port, connection.recv(1000))
    except OSError:
        pass
