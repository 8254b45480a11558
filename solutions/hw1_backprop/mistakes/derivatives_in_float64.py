"""This is what comes out when np.where(a > 0, 1.0, 0.0) makes relu's derivative: its numbers are float64, whatever a
is: see the handout, section Activations, and section Common traps.

Question: activation
Caught by: test_activations_in_float32
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
        return np.maximum(a, 0), np.where(a > 0, 1.0, 0.0)
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
