"""This is what comes out when a layer hands its pre-activation on, instead of the activation's value: see the
handout, section Forward pass, step 2.

Question: forward
Caught by: test_forward_through_two_layers
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        a = z @ weight.T + bias
        value, derivative = activation(name, a)
        cache.append((z, weight, derivative))
        z = a
    z = value
    return z, cache
