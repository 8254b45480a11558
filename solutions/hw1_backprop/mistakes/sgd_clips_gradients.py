"""This looks like a gradient that is clipped to a limit. The step is p - lr * g, however large g is: see the handout,
section One step.

Question: sgd_step
Caught by: test_sgd_step_of_any_arrays
"""


def sgd_step(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray], lr: float) -> list[np.ndarray]:
    return [p - lr * np.clip(g, -5, 5) for p, g in zip(parameters, gradients, strict=True)]
