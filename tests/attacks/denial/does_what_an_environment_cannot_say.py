"""Takes an action of 33 million numbers, which an environment would write into its error; then copies it for ever."""

import contextlib
import copy

from autograder.sandbox.protocol import proxies

proxies.MAX_REQUEST = 2**40


def attack(*args, **kwargs):
    env = next((arg for arg in args if hasattr(arg, "step")), None)
    if env is not None:
        import torch

        env.reset()
        with contextlib.suppress(ValueError):
            env.step((torch.zeros(1000, dtype=torch.uint8),) * 33_000)
        while True:
            copy.deepcopy(env)
