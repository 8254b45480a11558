"""This is the sigmoid straight from its formula. exp(-a) overflows where a is very negative, and NumPy warns: see
the handout, section Activations, on overflow.

Question: activation
Caught by: test_sigmoid_of_huge_numbers
"""


def activation(name: str, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if name == "identity":
        return a.copy(), np.ones_like(a)
    if name == "sigmoid":
        value = 1 / (1 + np.exp(-a))
        return value, value * (1 - value)
    if name == "tanh":
        value = np.tanh(a)
        return value, 1 - value**2
    if name == "relu":
        return np.maximum(a, 0), (a > 0).astype(a.dtype)
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
