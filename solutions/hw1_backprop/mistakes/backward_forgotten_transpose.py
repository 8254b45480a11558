"""This is what comes out when the gradient is carried back with the transpose of W. On the way there it was times
the transpose, so on the way back it is times W itself: see the handout, section Backward pass, step 4.

Question: backward
Caught by: test_backward_through_one_layer
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient * derivative
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight.T
    return gradient, grad_weights[::-1], grad_biases[::-1]
