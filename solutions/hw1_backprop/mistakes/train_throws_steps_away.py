"""This is what happens when the result of sgd_step is thrown away. It returns new arrays, and the old ones stay
where they are: see the handout, section Training, step 3.

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
        sgd_step(weights, grad_weights, lr)
        sgd_step(biases, grad_biases, lr)
    return weights, biases, losses
