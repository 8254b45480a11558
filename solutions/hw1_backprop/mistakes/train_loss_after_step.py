"""These are the losses after each step. Entry k is the loss before step k, at the weights that the step starts from:
see the handout, section Training, step 2.

Question: train
Caught by: test_train_two_losses_by_hand
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
        value, grad_weights, grad_biases = backpropagation(x, target, weights, biases, activations, loss)
        weights, biases = sgd_step(weights, grad_weights, lr), sgd_step(biases, grad_biases, lr)
        losses.append(backpropagation(x, target, weights, biases, activations, loss)[0])
    return weights, biases, losses
