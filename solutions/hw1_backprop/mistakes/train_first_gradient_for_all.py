"""This is what comes out when the gradient is computed once, before the loop, and used in every step: see the
handout, section Training, step 1.

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
    for k in range(steps):
        value, *slopes = backpropagation(x, target, weights, biases, activations, loss)
        losses.append(value)
        if k == 0:
            grad_weights, grad_biases = slopes
        weights, biases = sgd_step(weights, grad_weights, lr), sgd_step(biases, grad_biases, lr)
    return weights, biases, losses
