"""This weight gradient is transposed. It has the shape of the weights, a row for each unit: see the handout, section
Backward pass, step 2.

Question: backward
Caught by: test_backward_through_one_layer
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient * derivative
        grad_weights.append(z.T @ delta)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
