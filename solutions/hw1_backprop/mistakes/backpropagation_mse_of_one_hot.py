"""This is the mean squared error between outputs and one-hot labels. The loss called cross_entropy is your
cross_entropy_loss: see the handout, section Backpropagation, step 2.

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
        target = np.eye(output.shape[1], dtype=output.dtype)[target]
    value, gradient = mse_loss(output, target)
    _, grad_weights, grad_biases = backward(gradient, cache)
    return value, grad_weights, grad_biases
