"""One submission becomes one report.

In: an assignment, a submission, a sandbox. Out: a `Report`, as data; how it looks is decided in `feedback`. This is the
trusted process: it holds the tests, the reference and the results, and it never runs a student's code.
"""
