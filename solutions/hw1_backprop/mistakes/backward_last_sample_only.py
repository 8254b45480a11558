"""This is what comes out when a loop over the samples assigns with = where gradients must accumulate with +=: only
the last sample is left: see the handout, section Backward pass, step 2.

Question: backward
Caught by: test_backward_through_two_layers
"""


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    gradient = grad_output
    grad_weights, grad_biases = [], []
    for z, weight, derivative in reversed(cache):
        delta = gradient * derivative
        for row, inputs in zip(delta, z, strict=True):
            grad_weight = np.outer(row, inputs)
        grad_weights.append(grad_weight)
        grad_biases.append(delta.sum(axis=0))
        gradient = delta @ weight
    return gradient, grad_weights[::-1], grad_biases[::-1]
