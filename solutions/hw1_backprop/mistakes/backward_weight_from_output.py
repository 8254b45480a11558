"""This weight gradient uses the layer's output. It is the layer's input that the weights are multiplied with: see
the handout, section Backward pass, step 2.

Question: backward
Caught by: test_backward_through_square_weights
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, derivative, value))
        z = value
    return z, cache


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative, value in reversed(cache):
        delta = gradient * derivative
        grad_weights.append(delta.T @ (value if value.shape == z.shape else z))
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
