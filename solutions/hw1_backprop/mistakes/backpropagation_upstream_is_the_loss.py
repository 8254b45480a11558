"""This is what comes out when the loss itself is sent back. What goes back is its gradient for the output: see the
handout, section Backpropagation, step 3.

Question: backpropagation
Caught by: test_backpropagation_of_the_mse
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
    value, gradient = mse_loss(output, target) if loss == "mse" else cross_entropy_loss(output, target)
    _, grad_weights, grad_biases = backward(np.full_like(output, value), cache)
    return value, grad_weights, grad_biases
