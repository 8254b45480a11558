"""This is what comes out when the last layer has no activation. Every layer applies its own, the last one too: see
the handout, section Forward pass, step 2.

Question: forward
Caught by: test_forward_through_any_network
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    for i, (weight, bias, name) in enumerate(zip(weights, biases, activations, strict=True)):
        value, derivative = activation(name if i < len(weights) - 1 else "identity", z @ weight.T + bias)
        cache.append((z, weight, derivative))
        z = value
    return z, cache
