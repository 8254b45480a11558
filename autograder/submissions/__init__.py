"""What is handed in (a file, a notebook, a folder, a zip) becomes the source of one module.

In: a path, and bytes chosen by a student. Out: source text, or `NotGradable` with a sentence for the student. Nothing
of the submission is executed here.
"""
