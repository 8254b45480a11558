"""This looks like finite differences. They are a check, not a backward pass: they are never exact, and need one
forward pass for each number: see the handout, section Backward pass, steps 1 to 4.

Question: backward
Caught by: test_backward_for_the_weights
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x, []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, derivative))
        z = value
    return z, (x, list(weights), list(biases), list(activations))


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    x, weights, biases, activations = cache
    x, weights, biases = x.copy(), [w.copy() for w in weights], [b.copy() for b in biases]
    step = 1e-3 if x.dtype == np.float32 else 1e-5

    def slopes(array):
        found = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            before = array[index]
            sides = []
            for moved in (before + step, before - step):
                array[index] = moved
                sides.append((forward(x, weights, biases, activations)[0] * grad_output).sum())
            array[index] = before
            found[index] = (sides[0] - sides[1]) / (2 * step)
        return found

    return slopes(x), [slopes(w) for w in weights], [slopes(b) for b in biases]
