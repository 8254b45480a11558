"""Grades the grader: runs an assignment's tests on submissions whose results are known in advance.

Alternatives must get every point, the stub none; a mistake must fail the test that is named for it and be recognised;
mutants of the reference must be noticed; hostile submissions must gain nothing. See `run.audit`.
"""
