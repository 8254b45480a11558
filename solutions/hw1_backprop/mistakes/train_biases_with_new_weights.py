"""This is what comes out when gradients are computed anew between the weights' step and the biases' step. Both use
the gradient at the same place: see the handout, section Training, step 3.

Question: train
Caught by: test_train_two_steps_by_hand
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
        losses.append(value)
        weights = sgd_step(weights, grad_weights, lr)
        grad_biases = backpropagation(x, target, weights, biases, activations, loss)[2]
        biases = sgd_step(biases, grad_biases, lr)
    return weights, biases, losses
