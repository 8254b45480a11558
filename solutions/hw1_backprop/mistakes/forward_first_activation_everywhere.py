"""This is what comes out when every layer uses the first layer's activation: see the handout, section Forward pass,
step 2.

Question: forward
Caught by: test_forward_through_any_network
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    for weight, bias, name in zip(weights, biases, [activations[0]] * len(weights), strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, derivative))
        z = value
    return z, cache
