"""This is what comes out when only the weights are trained: see the handout, section Training, step 3.

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
    return weights, biases, losses
