"""This is what comes out when the derivative is taken at the activation's value instead of at the pre-activation:
f'(f(a)) instead of f'(a): see the handout, section Backward pass, step 1.

Question: backward
Caught by: test_backward_for_the_weights
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, activation(name, value)[1]))
        z = value
    return z, cache
