"""This is what happens when every other loss counts as mse. A typing error in a name would never be noticed: see the
handout, section Backpropagation, on errors.

Question: backpropagation
Caught by: test_backpropagation_with_an_unknown_loss
"""


def backpropagation(
    x: np.ndarray,
    target: np.ndarray,
    weights: Sequence[np.ndarray],
    biases: Sequence[np.ndarray],
    activations: Sequence[str],
    loss: str,
) -> tuple[float, list[np.ndarray], list[np.ndarray]]:
    output, cache = forward(x, weights, biases, activations)
    value, gradient = mse_loss(output, target) if loss != "cross_entropy" else cross_entropy_loss(output, target)
    _, grad_weights, grad_biases = backward(gradient, cache)
    return value, grad_weights, grad_biases
