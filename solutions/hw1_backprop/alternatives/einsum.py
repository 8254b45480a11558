"""Everything with `np.einsum`; the sigmoid by way of tanh, log-sum-exp by `logaddexp`; losses are NumPy scalars."""

import numpy as np


def activation(name, a):
    match name:
        case "identity":
            return +a, np.full_like(a, 1)
        case "sigmoid":
            s = (np.tanh(a / 2) + 1) / 2
            return s, s - s * s
        case "tanh":
            t = np.tanh(a)
            return t, (1 + t) * (1 - t)
        case "relu":
            return a * (a > 0), np.heaviside(a, 0).astype(a.dtype)
        case _:
            raise ValueError(f"unknown name: {name}")


def mse_loss(prediction, target):
    error = prediction - target
    n = error.shape[0] * error.shape[1]
    return np.einsum("bd,bd->", error, error) / n, error * (2 / n)


def cross_entropy_loss(logits, labels):
    normaliser = np.logaddexp.reduce(logits, axis=1)
    chosen = np.take_along_axis(logits, labels[:, None].astype(int), axis=1)[:, 0]
    one_hot = (labels[:, None] == np.arange(logits.shape[1])).astype(logits.dtype)
    softmax = np.exp(logits - normaliser[:, None])
    return (normaliser - chosen).mean(), (softmax - one_hot) / logits.shape[0]


def forward(x, weights, biases, activations):
    zs, slopes = [x], []
    for i in range(len(weights)):
        a = np.einsum("bi,oi->bo", zs[-1], weights[i]) + biases[i][np.newaxis, :]
        z, slope = activation(activations[i], a)
        zs.append(z)
        slopes.append(slope)
    return zs[-1], {"zs": zs, "slopes": slopes, "weights": weights}


def backward(grad_output, cache):
    k = len(cache["slopes"])
    grad_weights, grad_biases = [None] * k, [None] * k
    g = grad_output
    for i in range(k - 1, -1, -1):
        slope, z, w = cache["slopes"][i], cache["zs"][i], cache["weights"][i]
        grad_weights[i] = np.einsum("bo,bo,bi->oi", g, slope, z)
        grad_biases[i] = np.einsum("bo,bo->o", g, slope)
        g = np.einsum("bo,bo,oi->bi", g, slope, w)
    return g, grad_weights, grad_biases


LOSSES = {"mse": mse_loss, "cross_entropy": cross_entropy_loss}


def backpropagation(x, target, weights, biases, activations, loss):
    try:
        criterion = LOSSES[loss]
    except KeyError:
        raise ValueError(f"{loss} is none of {sorted(LOSSES)}") from None
    output, cache = forward(x, weights, biases, activations)
    value, g = criterion(output, target)
    _, grad_weights, grad_biases = backward(g, cache)
    return value, grad_weights, grad_biases


def sgd_step(parameters, gradients, lr):
    return [np.subtract(p, np.multiply(lr, g)) for p, g in zip(parameters, gradients)]


def train(x, target, weights, biases, activations, loss, lr, steps):
    losses = np.empty(steps)
    for k in range(steps):
        losses[k], gw, gb = backpropagation(x, target, weights, biases, activations, loss)
        weights, biases = sgd_step(weights, gw, lr), sgd_step(biases, gb, lr)
    return weights, biases, losses
