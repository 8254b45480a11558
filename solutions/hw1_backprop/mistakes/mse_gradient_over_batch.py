"""This gradient is divided by the number of samples, while the loss is a mean over every entry: see the handout,
section Mean squared error, the pinned choice.

Question: mse
Caught by: test_mse_gradient
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return float(np.mean(difference**2)), 2 * difference / len(difference)
