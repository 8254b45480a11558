"""This training stops when the loss is small. It takes as many steps as it is asked to take: see the handout,
section Training, step 1.

Question: train
Caught by: test_train_solves_xor_as_classification
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
        if value < 0.05:
            break
        weights, biases = sgd_step(weights, grad_weights, lr), sgd_step(biases, grad_biases, lr)
    return weights, biases, losses
