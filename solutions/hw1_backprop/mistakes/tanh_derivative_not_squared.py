"""This is what comes out when tanh's derivative is 1 - t instead of 1 - t squared: see the handout, section
Activations, the table.

Question: activation
Caught by: test_tanh_on_a_few_numbers
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
        return value, 1 - value
    if name == "relu":
        return np.maximum(a, 0), (a > 0).astype(a.dtype)
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
