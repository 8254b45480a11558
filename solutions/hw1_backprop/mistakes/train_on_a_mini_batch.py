"""This looks like a training on the first samples alone. Every step uses the whole batch, however large it is: see the
handout, section Training, step 1.

Question: train
Caught by: test_train_with_the_cross_entropy
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
    weights, biases = [w.copy() for w in weights], [b.copy() for b in biases]
    losses = []
    for _ in range(steps):
        value, grad_weights, grad_biases = backpropagation(x[:32], target[:32], weights, biases, activations, loss)
        losses.append(value)
        weights, biases = sgd_step(weights, grad_weights, lr), sgd_step(biases, grad_biases, lr)
    return weights, biases, losses
