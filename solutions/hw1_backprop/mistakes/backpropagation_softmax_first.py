"""This is what comes out when softmax is applied to the outputs before the cross entropy, which has a softmax in it
already: see the handout, section Backpropagation, step 2.

Question: backpropagation
Caught by: test_backpropagation_of_the_cross_entropy
"""


def backpropagation(
    x: np.ndarray,
    target: np.ndarray,
    weights: Sequence[np.ndarray],
    biases: Sequence[np.ndarray],
    activations: Sequence[str],
    loss: str,
) -> tuple[float, list[np.ndarray], list[np.ndarray]]:
    if loss not in ("mse", "cross_entropy"):
        raise ValueError(f"loss must be mse or cross_entropy, not {loss!r}")
    output, cache = forward(x, weights, biases, activations)
    if loss == "cross_entropy":
        exponentials = np.exp(output - output.max(axis=1, keepdims=True))
        output = exponentials / exponentials.sum(axis=1, keepdims=True)
    value, gradient = mse_loss(output, target) if loss == "mse" else cross_entropy_loss(output, target)
    _, grad_weights, grad_biases = backward(gradient, cache)
    return value, grad_weights, grad_biases
