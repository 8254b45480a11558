"""This is what happens when gradients are kept in the cache and added to in every call: the second answer contains
the first: see the handout, section Backward pass, the pinned choice.

Question: backward
Caught by: test_backward_twice
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, derivative, np.zeros_like(weight), np.zeros_like(bias)))
        z = value
    return z, cache


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative, grad_weight, grad_bias in reversed(cache):
        delta = gradient * derivative
        grad_weight += delta.T @ z
        grad_bias += delta.sum(axis=0)
        grad_weights.append(grad_weight)
        grad_biases.append(grad_bias)
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
