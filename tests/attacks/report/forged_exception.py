"""Sends a description of an exception in which every field has the wrong type, or the wrong size."""

from autograder.sandbox.protocol import wire

encode = wire.encode
FORGED = {
    "type": ["ValueError"] * 99,
    "bases": tuple([b"ValueError", None, "x" * 10**6, {}] * 50),
    "message": {"lr": "\x1b[2J"},
    "line": 10**50,
    "function": 2.5,
    "code": [[[[]]]],
}


def forge(reply):
    return encode({"number": reply["number"], "error": FORGED} if "number" in reply else reply)


wire.encode = forge
