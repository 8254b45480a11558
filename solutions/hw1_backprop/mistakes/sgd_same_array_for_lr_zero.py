"""This is what happens when the parameters themselves are returned where nothing changes. The result is always new
arrays: see the handout, section One step, the pinned choice.

Question: sgd_step
Caught by: test_sgd_step_returns_new_arrays
"""


def sgd_step(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray], lr: float) -> list[np.ndarray]:
    if not lr:
        return list(parameters)
    return [p - lr * g for p, g in zip(parameters, gradients, strict=True)]
