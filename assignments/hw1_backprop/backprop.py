"""Backpropagation through a fully connected network, written by hand in NumPy.

A network has one weight matrix, one bias and one activation name for each layer. A batch is an array with one sample
in each row. In the shapes below

- B is the number of samples in the batch,
- d_1 is the number of inputs, d_2 the number of units in the first layer, and so on,
- C is the number of classes.

Arrays are float32 or float64, and every result has the dtype of the arrays that it is made from. No function changes
its arguments, and no result shares memory with an argument. Where a list is taken, a tuple is as good.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np


def activation(name: str, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Apply an activation function to every entry, and its derivative as well.

    The derivative is taken at `a`, the input of the function. The sigmoid is finite and gives no warning for entries up
    to 1e4 in size. The derivative of relu at exactly 0 may be 0 or 1.
    Source: recitation slides (backpropagation); course notes, section 4.1.

    Args:
        name: `"identity"`, `"sigmoid"`, `"tanh"` or `"relu"`.
        a: array of any shape, the pre-activations.

    Returns:
        The values f(a) and the derivatives f'(a), two new arrays shaped like `a`.

    Raises:
        ValueError: `name` is none of these four.
    """
    raise NotImplementedError(
        "activation is not written yet. "
        "Apply an activation function to every entry, and its derivative as well."
    )


def mse_loss(prediction: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Average the squared differences over every entry.

    Source: lecture slides (chain rule).

    Args:
        prediction: (B, d), what the network gave.
        target: (B, d), what it should have given.

    Returns:
        The loss, a Python float or an array of shape (), and its gradient for `prediction`, (B, d).
    """
    raise NotImplementedError(
        "mse_loss is not written yet. "
        "Average the squared differences over every entry."
    )


def cross_entropy_loss(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """Average -log softmax(logits)[label] over the batch.

    Finite and exact for logits up to 1e4 in size. Source: course notes, section 3.4.1.

    Args:
        logits: (B, C), one score for each class, not normalised.
        labels: (B,), integers from 0 to C - 1, the right classes.

    Returns:
        The loss, a Python float or an array of shape (), and its gradient for `logits`, (B, C).
    """
    raise NotImplementedError(
        "cross_entropy_loss is not written yet. "
        "Average -log softmax(logits)[label] over the batch."
    )


def forward(
    x: np.ndarray, weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activations: Sequence[str]
) -> tuple[np.ndarray, Any]:
    """Run a batch through the network, and keep what the backward pass will need.

        z_1 = x,    z_{i+1} = f_i(z_i W_i^T + b_i)

    Source: recitation slides (multi-layer perceptron).

    Args:
        x: (B, d_1), the batch.
        weights: one (d_{i+1}, d_i) array for each layer.
        biases: one (d_{i+1},) array for each layer.
        activations: one name for each layer, as `activation` takes it.

    Returns:
        The output of the last layer, (B, d_k), and a cache for `backward`: anything you like.
    """
    raise NotImplementedError(
        "forward is not written yet. "
        "Run a batch through the network, and keep what the backward pass will need."
    )


def backward(grad_output: np.ndarray, cache: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    """Carry a gradient from the output of the network back to its input, its weights and its biases.

    Called twice with the same arguments, it gives the same answer twice.
    Source: recitation slides (backpropagation); course notes, section 4.2, Algorithm 7.

    Args:
        grad_output: (B, d_k), the gradient of some loss for the output of `forward`.
        cache: what that call of `forward` returned.

    Returns:
        The gradients of the same loss: for `x`, (B, d_1); for the weights, a list of (d_{i+1}, d_i) in the order of
        the layers; for the biases, a list of (d_{i+1},) in the order of the layers.
    """
    raise NotImplementedError(
        "backward is not written yet. "
        "Carry a gradient from the output of the network back to its input, its weights and its biases."
    )


def backpropagation(
    x: np.ndarray,
    target: np.ndarray,
    weights: Sequence[np.ndarray],
    biases: Sequence[np.ndarray],
    activations: Sequence[str],
    loss: str,
) -> tuple[float, list[np.ndarray], list[np.ndarray]]:
    """Return the loss of the network on a batch, and its gradient for every weight and bias.

    Uses your `forward`, `backward` and losses.
    Source: recitation slides (backpropagation).

    Args:
        x: (B, d_1), the batch.
        target: (B, d_k) for `"mse"`; (B,) integer labels for `"cross_entropy"`, for which the outputs are logits.
        weights: one (d_{i+1}, d_i) array for each layer.
        biases: one (d_{i+1},) array for each layer.
        activations: one name for each layer.
        loss: `"mse"` or `"cross_entropy"`.

    Returns:
        The loss, the gradients for the weights and those for the biases, both lists in the order of the layers.

    Raises:
        ValueError: `loss` is neither of these two.
    """
    raise NotImplementedError(
        "backpropagation is not written yet. "
        "Return the loss of the network on a batch, and its gradient for every weight and bias."
    )


def sgd_step(parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray], lr: float) -> list[np.ndarray]:
    """Take one step against the gradient: p - lr * g for each parameter p and its gradient g.

    Source: recitation slides (stochastic gradient descent); course notes, section 3.1.

    Args:
        parameters: arrays of any shapes.
        gradients: one for each parameter, of the same shape.
        lr: the learning rate.

    Returns:
        New arrays; the old ones stay as they are.
    """
    raise NotImplementedError(
        "sgd_step is not written yet. "
        "Take one step against the gradient: p - lr * g for each parameter p and its gradient g."
    )


def train(
    x: np.ndarray,
    target: np.ndarray,
    weights: Sequence[np.ndarray],
    biases: Sequence[np.ndarray],
    activations: Sequence[str],
    loss: str,
    lr: float,
    steps: int,
) -> tuple[list[np.ndarray], list[np.ndarray], list[float]]:
    """Train the network by gradient descent: every step uses the whole batch.

    Uses your `backpropagation` and `sgd_step`. Source: course notes, sections 3.1 and 3.4.1.

    Args:
        x: (B, d_1), the batch.
        target: as `backpropagation` takes it.
        weights: the initial weights, one (d_{i+1}, d_i) array for each layer.
        biases: the initial biases, one (d_{i+1},) array for each layer.
        activations: one name for each layer.
        loss: `"mse"` or `"cross_entropy"`.
        lr: the learning rate.
        steps: how many steps to take.

    Returns:
        The trained weights, the trained biases, and the losses: entry k is the loss before step k, k = 0, 1, ...
    """
    raise NotImplementedError(
        "train is not written yet. "
        "Train the network by gradient descent: every step uses the whole batch."
    )
