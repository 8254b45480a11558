"""This is the gradient for the first pre-activation. To reach x it has to go through the first weights as well: see
the handout, section Backward pass, step 4.

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
        gradient = delta @ weight
    return delta, grad_weights[::-1], grad_biases[::-1]
