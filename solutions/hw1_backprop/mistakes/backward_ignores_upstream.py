"""This is what comes out when the upstream gradient is replaced by ones. Everything starts from grad_output: see the
handout, section Backward pass.

Question: backward
Caught by: test_backward_through_one_layer
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = np.ones_like(grad_output)
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient * derivative
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
