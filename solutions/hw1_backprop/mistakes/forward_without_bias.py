"""This is what comes out when the bias is not added: see the handout, section Forward pass, step 1.

Question: forward
Caught by: test_forward_through_one_layer
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        value, derivative = activation(name, z @ weight.T)
        cache.append((z, weight, derivative))
        z = value
    return z, cache
