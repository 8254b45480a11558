"""Where a gradient is 0, the old array itself comes back. The results are new arrays, also when nothing changes: see
the handout, section One step.

Question: sgd_step
Caught by: test_sgd_step_returns_new_arrays
"""


def sgd_step(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray], lr: float) -> list[np.ndarray]:
    return [p - lr * g if g.any() else p for p, g in zip(parameters, gradients, strict=True)]
