"""This is what comes out when relu's derivative at exactly 0 is one half, as np.sign or np.heaviside may give it. It
has to be 0 or 1: see the handout, section Activations, the pinned choice.

Question: activation
Caught by: test_relu_at_exactly_zero
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
        return np.maximum(a, 0), (np.sign(a) + 1) / 2
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
