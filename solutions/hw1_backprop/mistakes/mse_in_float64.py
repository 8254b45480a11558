"""This gradient was divided by np.prod(shape), a 64-bit number that makes float32 arrays float64. The attribute
.size is a plain int: see the handout, section Mean squared error, and section Common traps.

Question: mse
Caught by: test_mse_in_float32
"""


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    difference = prediction - target
    return float(np.mean(difference**2)), 2 * difference / np.prod(difference.shape)
