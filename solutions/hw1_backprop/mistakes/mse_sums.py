"""This is the sum of the squares, and its gradient. The loss is their mean: see the handout, section Mean squared
error, the pinned choice.

Question: mse
Caught by: test_mse_is_a_mean_over_every_entry
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return float(np.sum(difference**2)), 2 * difference
