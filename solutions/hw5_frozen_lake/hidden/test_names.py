"""Hidden tests of the names of rows and columns, on lakes that students have not seen."""

import numpy as np

from autograder.testing import question, same, scenario


@scenario
def rows_and_columns(student, states, ncol, numpy_integers):
    """Where each of these states lies."""
    number = np.int64 if numpy_integers else int
    places = []
    for state in states:
        row, col = student.to_row_col(number(state), number(ncol))
        places.append((row, col))
    return places


@question("names", points=2)
def test_to_row_col_everywhere(submission):
    """to_row_col is right for every state of lakes of several widths."""
    for ncol, states in ((5, range(15)), (8, range(64)), (7, range(21)), (1, range(3))):
        places = rows_and_columns(submission, list(states), ncol, False)
        for state, place in zip(states, places, strict=True):
            same(place, (state // ncol, state % ncol), what="(row, col)", inputs=f"state {state}, ncol {ncol}")


@question("names", points=1)
def test_to_row_col_numpy_integers(submission):
    """to_row_col takes NumPy integers, as environments may give them."""
    places = rows_and_columns(submission, [0, 7, 11], 4, True)
    same(places, [(0, 0), (1, 3), (2, 3)], what="the places", inputs="states 0, 7, 11 as np.int64, ncol 4")
