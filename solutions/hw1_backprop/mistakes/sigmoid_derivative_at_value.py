"""This is the sigmoid's derivative at the value instead of at a: the sigmoid was applied twice before s (1 - s) was
formed: see the handout, section Activations, the table.

Question: activation
Caught by: test_sigmoid_on_a_few_numbers
"""


def activation(name: str, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if name == "identity":
        return a.copy(), np.ones_like(a)
    if name == "sigmoid":
        small = np.exp(-np.abs(a))
        value = np.where(a >= 0, 1, small) / (1 + small)
        again = 1 / (1 + np.exp(-value))
        return value, again * (1 - again)
    if name == "tanh":
        value = np.tanh(a)
        return value, 1 - value**2
    if name == "relu":
        return np.maximum(a, 0), (a > 0).astype(a.dtype)
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
