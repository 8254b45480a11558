"""This is what happens when the target is subtracted from the prediction in place: the caller's prediction is gone:
see the handout, section Mean squared error.

Question: mse
Caught by: test_mse_leaves_its_arguments_alone
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction
    difference -= target
    return float(np.mean(difference**2)), 2 * difference / difference.size
