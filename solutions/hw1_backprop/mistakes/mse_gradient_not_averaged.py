"""This is the gradient of the sum. The loss is a mean, so its gradient is divided as well: see the handout, section
Mean squared error, the pinned choice.

Question: mse
Caught by: test_mse_gradient
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return float(np.mean(difference**2)), 2 * difference
