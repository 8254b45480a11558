"""This is right only where the lake has as many rows as columns: the row is what remains after dividing by `ncol`
twice. See the handout, section Names.

Question: names
Caught by: test_to_row_col_everywhere
"""


def to_row_col(state: int, ncol: int) -> tuple[int, int]:
    return state // ncol % ncol, state % ncol
