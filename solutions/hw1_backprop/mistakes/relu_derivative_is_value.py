"""This is what comes out when relu's derivative is relu itself. The derivative is a slope: 1 wherever a is positive,
however large it is: see the handout, section Activations, the table.

Question: activation
Caught by: test_relu_cuts_off_negative_numbers
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
        return np.maximum(a, 0), np.maximum(a, 0)
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
