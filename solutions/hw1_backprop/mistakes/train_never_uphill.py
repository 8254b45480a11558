"""This training keeps the old weights where the loss went up. Every step is taken, wherever it leads: see the handout,
section Training, step 3.

Question: train
Caught by: test_train_with_the_mse
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
    before = weights, biases
    for _ in range(steps):
        value, grad_weights, grad_biases = backpropagation(x, target, weights, biases, activations, loss)
        if losses and value > losses[-1]:
            return *before, losses
        before = weights, biases
        losses.append(value)
        weights, biases = sgd_step(weights, grad_weights, lr), sgd_step(biases, grad_biases, lr)
    return weights, biases, losses
