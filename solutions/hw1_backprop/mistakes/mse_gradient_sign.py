"""This is the gradient for the target. For the prediction it has the opposite sign: see the handout, section Mean
squared error.

Question: mse
Caught by: test_mse_gradient
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return float(np.mean(difference**2)), -2 * difference / difference.size
