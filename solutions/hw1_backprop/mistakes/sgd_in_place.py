"""This is what happens when parameters are changed in place with -=. Here a step returns new arrays: see the
handout, section One step, the pinned choice.

Question: sgd_step
Caught by: test_sgd_step_returns_new_arrays
"""


def sgd_step(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray], lr: float) -> list[np.ndarray]:
    for p, g in zip(parameters, gradients, strict=True):
        p -= lr * g
    return [p.copy() for p in parameters]
