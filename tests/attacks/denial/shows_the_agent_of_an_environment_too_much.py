"""Shows an agent, which notes what it sees, 31 MB of text that would take 124 MB in the grader, over and over."""

from autograder.sandbox.protocol import proxies

proxies.MAX_REQUEST = 2**40
TEXT = ["\0" * (2**20 - 4) + "\U0001f600"] * 31


def attack(*args, **kwargs):
    agent = next((arg for arg in args if hasattr(arg, "get_action")), None)
    for _ in range(8 if agent else 0):
        try:
            agent.get_action(TEXT)
        except ValueError:
            pass
    return [], [], []
