"""What runs on the student's side: the zygote, the worker it forks, and what watches the student's code there.

Nothing here may import the grader's side: a worker never holds a test, a reference or a path to one.
"""
