"""This is what happens when the initial weights are trained themselves, in place: the caller cannot start from them
again: see the handout, section Training, the pinned choice.

Question: train
Caught by: test_train_leaves_the_initial_weights_alone
"""


def train(
    x: np.ndarray,
    target: np.ndarray,
    weights: Sequence[np.ndarray],
    biases: Sequence[np.ndarray],
    activations: Sequence[str],
    loss: str,
    lr: float,
    steps: int,
) -> tuple[list[np.ndarray], list[np.ndarray], list[float]]:
    losses = []
    for _ in range(steps):
        value, grad_weights, grad_biases = backpropagation(x, target, weights, biases, activations, loss)
        losses.append(value)
        for p, g in zip([*weights, *biases], [*grad_weights, *grad_biases], strict=True):
            p -= lr * g
    return [w.copy() for w in weights], [b.copy() for b in biases], losses
