"""This step is as long as the gradient. It has to be multiplied with lr: see the handout, section One step.

Question: sgd_step
Caught by: test_sgd_step_moves_against_the_gradient
"""


def sgd_step(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray], lr: float) -> list[np.ndarray]:
    return [p - g for p, g in zip(parameters, gradients, strict=True)]
