"""This is what comes out when the step stops after the first parameter: see the handout, section One step.

Question: sgd_step
Caught by: test_sgd_step_of_any_arrays
"""


def sgd_step(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray], lr: float) -> list[np.ndarray]:
    return [parameters[0] - lr * gradients[0], *(p.copy() for p in parameters[1:])]
