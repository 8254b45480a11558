"""This is what happens when the cache is used up, by pop() or by an iterator: the second call finds nothing: see the
handout, section Backward pass, the pinned choice.

Question: backward
Caught by: test_backward_twice
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    while cache:
        z, weight, derivative = cache.pop()
        delta = gradient * derivative
        grad_weights.append(delta.T @ z)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
