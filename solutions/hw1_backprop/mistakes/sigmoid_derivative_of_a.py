"""This is what comes out when the derivative is a (1 - a). The s in s (1 - s) is the sigmoid of a, not a itself: see
the handout, section Activations, the table.

Question: activation
Caught by: test_sigmoid_on_a_few_numbers
"""


def activation(name: str, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if name == "identity":
        return a.copy(), np.ones_like(a)
    if name == "sigmoid":
        small = np.exp(-np.abs(a))
        value = np.where(a >= 0, 1, small) / (1 + small)
        return value, a * (1 - a)
    if name == "tanh":
        value = np.tanh(a)
        return value, 1 - value**2
    if name == "relu":
        return np.maximum(a, 0), (a > 0).astype(a.dtype)
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
