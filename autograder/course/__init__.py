"""What an instructor writes: an assignment's manifest, its folders, its bank of known submissions, its stub.

In: files in `assignments/` and `solutions/`. Out: an `Assignment`, checked. Nothing here runs anybody's code.
"""
