"""This is the gradient without the factor 2 that the square leaves behind: see the handout, section Mean squared
error.

Question: mse
Caught by: test_mse_gradient
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return float(np.mean(difference**2)), difference / difference.size
