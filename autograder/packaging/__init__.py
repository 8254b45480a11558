"""What instructors upload and what students download.

`build` makes two zips of an assignment. The autograder zip comes out of `otter generate`, with thin test files that ask
our grading engine (`otter_session`), a plugin that keeps the student's code out of Otter's kernel (`otter_plugin`), a
lean `setup.sh` and `run_autograder` in place of Otter's, and the assignment itself (`bundle`). The student zip holds
nothing of `solutions/`.
"""
