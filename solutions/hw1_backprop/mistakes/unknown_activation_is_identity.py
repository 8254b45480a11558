"""This is what happens when every unknown name counts as the identity. A typing error in a name would never be
noticed: see the handout, section Activations, on errors.

Question: activation
Caught by: test_unknown_activation_is_an_error
"""


def activation(name: str, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if name == "sigmoid":
        small = np.exp(-np.abs(a))  # between 0 and 1, so that nothing overflows
        value = np.where(a >= 0, 1, small) / (1 + small)
        return value, value * (1 - value)
    if name == "tanh":
        value = np.tanh(a)
        return value, 1 - value**2
    if name == "relu":
        return np.maximum(a, 0), (a > 0).astype(a.dtype)
    return a.copy(), np.ones_like(a)
