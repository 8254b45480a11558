"""This is one loss for each sample. The loss is a single number: see the handout, section Mean squared error.

Question: mse
Caught by: test_mse_is_a_mean_over_every_entry
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return np.mean(difference**2, axis=1), 2 * difference / difference.size
