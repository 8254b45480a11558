"""This is what comes out when the last layer's activation is left out of the way back. grad_output belongs to the
output, after the last activation: see the handout, section Backward pass, step 1.

Question: backward
Caught by: test_backward_for_the_weights
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for i, (z, weight, derivative) in enumerate(reversed(cache)):
        delta = gradient * derivative if i > 0 else gradient
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
