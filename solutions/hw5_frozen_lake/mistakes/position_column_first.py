"""This is (col, row), as x and y are often written. The handout, section Names, puts the row first.

Question: names
Caught by: test_to_row_col_on_the_small_lake
"""


def to_row_col(state: int, ncol: int) -> tuple[int, int]:
    return state % ncol, state // ncol
