"""This is what comes out when the gradient is not multiplied with the activation's derivative: see the handout,
section Backward pass, step 1.

Question: backward
Caught by: test_backward_through_two_layers
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
