"""The cache holds only what forward was given; backward runs the layers again, recursively, in double precision."""

import numpy as np
from numpy import float64


def _sigmoid(a):
    return np.exp(-np.logaddexp(0, -a))


def activation(name, a):
    wide = a.astype(float64)
    if name == "identity":
        value, derivative = wide, np.ones(a.shape)
    elif name == "sigmoid":
        value = _sigmoid(wide)
        derivative = value * _sigmoid(-wide)
    elif name == "tanh":
        value = np.tanh(wide)
        derivative = 1 - value**2
    elif name == "relu":
        value = (wide + np.abs(wide)) / 2
        derivative = (wide >= 0) * 1.0
    else:
        raise ValueError(f"{name} is not an activation function")
    return value.astype(a.dtype), derivative.astype(a.dtype)


def mse_loss(prediction, target):
    error = prediction.astype(float64) - target
    return (error**2).mean().item(), (error * 2 / error.size).astype(prediction.dtype)


def cross_entropy_loss(logits, labels):
    wide = logits.astype(float64)
    n = len(wide)
    gaps = wide - wide[np.arange(n), labels][:, None]  # every logit minus the right one
    largest = gaps.max(axis=1, keepdims=True)
    losses = largest[:, 0] + np.log(np.exp(gaps - largest).sum(axis=1))
    gradient = np.exp(gaps - losses[:, None])
    gradient[np.arange(n), labels] = np.expm1(-losses)
    return losses.mean().item(), (gradient / n).astype(logits.dtype)


def forward(x, weights, biases, activations):
    z = x
    for w, b, name in zip(weights, biases, activations):
        z, _ = activation(name, (w @ z.T).T + b)
    return z, (x, list(weights), list(biases), list(activations))


def backward(grad_output, cache):
    x, weights, biases, activations = cache

    def descend(z, layer):
        """Return the gradient for this layer's input, and the gradients of this layer and all later ones."""
        if layer == len(weights):
            return grad_output, [], []
        value, slope = activation(activations[layer], (weights[layer] @ z.T).T + biases[layer])
        above, later_weights, later_biases = descend(value, layer + 1)
        delta = slope * above
        grad_w = sum(np.outer(d, row) for d, row in zip(delta, z))
        grad_b = sum(delta)
        return delta @ weights[layer], [grad_w, *later_weights], [grad_b, *later_biases]

    return descend(x, 0)


def backpropagation(x, target, weights, biases, activations, loss):
    if loss not in ("mse", "cross_entropy"):
        raise ValueError(f"expected mse or cross_entropy, got {loss}")
    output, cache = forward(x, weights, biases, activations)
    value, gradient = (mse_loss if loss == "mse" else cross_entropy_loss)(output, target)
    _, *gradients = backward(gradient, cache)
    return (value, *gradients)


def sgd_step(parameters, gradients, lr):
    return [np.array(p - lr * g) for p, g in zip(parameters, gradients)]


def train(x, target, weights, biases, activations, loss, lr, steps):
    if steps == 0:
        return list(weights), list(biases), []
    value, gw, gb = backpropagation(x, target, weights, biases, activations, loss)
    losses = [value]
    for _ in range(steps - 1):
        weights, biases = sgd_step(weights, gw, lr), sgd_step(biases, gb, lr)
        value, gw, gb = backpropagation(x, target, weights, biases, activations, loss)
        losses.append(value)
    return sgd_step(weights, gw, lr), sgd_step(biases, gb, lr), losses
