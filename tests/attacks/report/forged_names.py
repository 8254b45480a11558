"""Says that its module has a hundred thousand public names, with markup and control characters in them."""

from autograder.sandbox.protocol import wire

encode = wire.encode


def forge(reply):
    if "names" in reply:
        reply["names"] += [f"<script>\x1b[2J{number}" for number in range(90_000)]
    return encode(reply)


wire.encode = forge
for number in range(5_000):
    globals()[f"<b>\n\x1b{number}"] = "100 / 100"
