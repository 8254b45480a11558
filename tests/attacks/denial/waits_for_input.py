"""Waits for somebody to type something, and then for a debugger."""


def attack(*args, **kwargs):
    try:
        return input("Press Enter to continue: ")
    except EOFError:
        breakpoint()
