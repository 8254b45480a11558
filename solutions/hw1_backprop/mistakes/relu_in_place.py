"""This is relu written into the array that it was given. The caller still needs the pre-activations: see the
handout, section Activations; work on a copy.

Question: activation
Caught by: test_activation_returns_new_arrays
"""


def activation(name: str, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if name == "identity":
        return a.copy(), np.ones_like(a)
    if name == "sigmoid":
        small = np.exp(-np.abs(a))  # between 0 and 1, so that nothing overflows
        value = np.where(a >= 0, 1, small) / (1 + small)
        return value, value * (1 - value)
    if name == "tanh":
        value = np.tanh(a)
        return value, 1 - value**2
    if name == "relu":
        derivative = (a > 0).astype(a.dtype)
        a[a < 0] = 0
        return a.copy(), derivative
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
