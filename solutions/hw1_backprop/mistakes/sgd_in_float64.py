"""This is what comes out when lr is made an array of float64 first: float32 parameters become float64: see the
handout, section One step, and section Common traps.

Question: sgd_step
Caught by: test_sgd_step_of_other_numbers
"""


def sgd_step(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray], lr: float) -> list[np.ndarray]:
    lr = np.asarray(lr, dtype=float)
    return [p - lr * g for p, g in zip(parameters, gradients, strict=True)]
