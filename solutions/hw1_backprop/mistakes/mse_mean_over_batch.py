"""This is the sum of the squares divided by the number of samples. The mean runs over every entry, B times d of
them: see the handout, section Mean squared error, the pinned choice.

Question: mse
Caught by: test_mse_is_a_mean_over_every_entry
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return float(np.sum(difference**2)) / len(difference), 2 * difference / len(difference)
