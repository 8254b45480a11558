"""This is the leaky relu, which lets a hundredth of negative entries through. Here relu makes them 0: see the
handout, section Activations, the table.

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
        return np.where(a > 0, a, 0.01 * a), np.where(a > 0, 1, np.full_like(a, 0.01))
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
