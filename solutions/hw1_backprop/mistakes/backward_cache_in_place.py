"""This is what happens when the derivatives in the cache are multiplied in place: the second call finds other
numbers: see the handout, section Backward pass, the pinned choice.

Question: backward
Caught by: test_backward_twice
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        derivative *= gradient
        delta = derivative
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
