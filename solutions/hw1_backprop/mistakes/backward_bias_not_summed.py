"""This bias gradient still has a row for each sample. All samples share one bias, so their gradients add up: see the
handout, section Backward pass, step 3.

Question: backward
Caught by: test_backward_through_one_layer
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient * derivative
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.copy())
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
