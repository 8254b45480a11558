"""This looks like an answer that was kept from an earlier call with the same batch. The output depends on the weights
as well, and they change in every step of training: see the handout, section Forward pass, step 1.

Question: forward
Caught by: test_forward_of_two_networks
New: known
"""

known: dict[int, Any] = {}


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    if id(x) in known:
        return known[id(x)]
    z, cache = x, []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, derivative))
        z = value
    known[id(x)] = z, cache
    return z, cache
