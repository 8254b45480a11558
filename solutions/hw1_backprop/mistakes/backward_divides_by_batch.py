"""These gradients of weights and biases are divided by the batch size. The division is part of the loss, and
grad_output has it already: see the handout, section Backward pass, steps 2 and 3.

Question: backward
Caught by: test_backward_through_two_layers
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient * derivative
        grad_weights.append(delta.T @ z / len(z))
        grad_biases.append(delta.mean(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
