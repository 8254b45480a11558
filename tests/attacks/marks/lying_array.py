"""Returns numpy arrays that answer every comparison with yes, through __array_ufunc__."""

import numpy as np


class Agreeable(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.bool_(ufunc.__name__ != "not_equal")

    def __array_function__(self, function, types, args, kwargs):
        return True


def attack(*args, **kwargs):
    return np.zeros((2, 3)).view(Agreeable)
