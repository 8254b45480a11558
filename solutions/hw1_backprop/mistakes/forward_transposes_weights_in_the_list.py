"""This is what happens when forward puts the transposed weights into the caller's own list: see the handout, section
Forward pass.

Question: forward
Caught by: test_forward_leaves_its_arguments_alone
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    if isinstance(weights, list):
        for i, weight in enumerate(weights):
            weights[i] = weight.T
        weights = [weight.T for weight in weights]
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, derivative))
        z = value
    return z, cache
