"""These lists begin with the last layer. They have to be in the order of the layers: see the handout, section
Backward pass.

Question: backward
Caught by: test_backward_through_two_layers
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient * derivative
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights, grad_biases
