"""This is what happens when grad_output is multiplied in place: the caller's array changes: see the handout, section
Backward pass.

Question: backward
Caught by: test_backward_leaves_its_arguments_alone
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        gradient *= derivative
        delta = gradient
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
