"""This is the sigmoid as exp(a) / (1 + exp(a)), which is infinity over infinity where a is large: see the handout,
section Activations, on overflow.

Question: activation
Caught by: test_sigmoid_of_huge_numbers
"""


def activation(name: str, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if name == "identity":
        return a.copy(), np.ones_like(a)
    if name == "sigmoid":
        value = np.exp(a) / (1 + np.exp(a))
        return value, value * (1 - value)
    if name == "tanh":
        value = np.tanh(a)
        return value, 1 - value**2
    if name == "relu":
        return np.maximum(a, 0), (a > 0).astype(a.dtype)
    raise ValueError(f"name must be identity, sigmoid, tanh or relu, not {name!r}")
