"""A report as people read it: in a terminal, on a page, on Gradescope.

In: a `Report`, and what Gradescope says of the upload. Out: text and plain data. Every text of a student is escaped.
"""
