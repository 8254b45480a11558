"""This is what comes out when gradients of earlier steps are added to those of the present one: see the handout,
section Training, step 3.

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
    sums = [np.zeros_like(w) for w in weights], [np.zeros_like(b) for b in biases]
    for _ in range(steps):
        value, grad_weights, grad_biases = backpropagation(x, target, weights, biases, activations, loss)
        losses.append(value)
        sums = [
            [s + g for s, g in zip(*pair, strict=True)] for pair in zip(sums, (grad_weights, grad_biases), strict=True)
        ]
        grad_weights, grad_biases = sums
        weights, biases = sgd_step(weights, grad_weights, lr), sgd_step(biases, grad_biases, lr)
    return weights, biases, losses
