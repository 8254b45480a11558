"""This is what comes out when the batch is made float64 to begin with. Results keep the dtype of what they are made
from: see the handout, section Forward pass.

Question: forward
Caught by: test_forward_in_float32
"""


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    z, cache = x.astype(float), []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        value, derivative = activation(name, z @ weight.T + bias)
        cache.append((z, weight, derivative))
        z = value
    return z, cache
