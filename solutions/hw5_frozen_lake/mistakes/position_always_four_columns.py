"""This is right on a lake of 4 columns only. How many there are is the argument `ncol`: see the handout, section Names.

Question: names
Caught by: test_to_row_col_on_another_lake
"""


def to_row_col(state: int, ncol: int) -> tuple[int, int]:
    return divmod(state, 4)
