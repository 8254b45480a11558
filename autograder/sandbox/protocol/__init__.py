"""What crosses the border between grader and worker: plain data, scenarios, and proxies of what stays behind.

Both sides import this room. To the worker goes anything; back comes only what `wire` knows, which cannot execute.
"""
