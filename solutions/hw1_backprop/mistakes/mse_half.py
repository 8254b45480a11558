"""This is half the mean, with a gradient without the factor 2. Some books define it so; here there is no one half:
see the handout, section Mean squared error.

Question: mse
Caught by: test_mse_is_a_mean_over_every_entry
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return float(np.mean(difference**2)) / 2, difference / difference.size
