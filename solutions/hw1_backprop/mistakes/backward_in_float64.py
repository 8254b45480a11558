"""These bias gradients were collected in np.zeros(...), which is float64 unless told otherwise: see the handout,
section Backward pass, and section Common traps.

Question: backward
Caught by: test_backward_in_float32
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient * derivative
        grad_weights.append(delta.T @ z)
        grad_biases.append(np.zeros(delta.shape[1]) + delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
