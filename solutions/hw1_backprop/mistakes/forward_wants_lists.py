"""This is what happens when code adds a list to the weights: tuples are as good as lists: see the handout, section
Forward pass.

Question: forward
Caught by: test_forward_takes_tuples
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    layers = [] + weights, [] + biases, [] + activations
    for weight, bias, name in zip(*layers, strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, derivative))
        z = value
    return z, cache
