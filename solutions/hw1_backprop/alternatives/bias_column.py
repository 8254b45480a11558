"""Weights and bias in one matrix, against batches with a column of ones; the cache is a named tuple, read by index."""

from typing import NamedTuple

import numpy as np


class Step(NamedTuple):
    inputs: np.ndarray  # with the column of ones
    matrix: np.ndarray  # weights and bias side by side
    name: str
    pre: np.ndarray


def with_ones(z):
    return np.concatenate([z, np.ones((z.shape[0], 1), dtype=z.dtype)], axis=1)


def activation(name: str, a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    one = np.ones_like(a)
    if name == "identity":
        return a + 0, one
    if name == "sigmoid":
        clipped = np.clip(a, -80, 80)
        s = one / (one + np.exp(-clipped))
        return s, s * (one - s)
    if name == "tanh":
        return np.tanh(a), one - np.square(np.tanh(a))
    if name == "relu":
        mask = a > 0
        return np.where(mask, a, 0 * one), mask * one
    raise ValueError("name has to be identity, sigmoid, tanh or relu")


def mse_loss(prediction, target):
    flat = (prediction - target).ravel()
    return flat @ flat / flat.size, (2 / flat.size * flat).reshape(prediction.shape)


def cross_entropy_loss(logits, labels):
    batch = logits.shape[0]
    centred = (logits.T - logits.max(axis=1)).T
    exponentials = np.exp(centred)
    sums = exponentials.sum(axis=1)
    loss = 0.0
    gradient = exponentials / sums[:, None]
    for n in range(batch):
        loss += np.log(sums[n]) - centred[n, labels[n]]
        gradient[n, labels[n]] -= 1.0
    return loss / batch, gradient / batch


def forward(x, weights, biases, activations):
    steps = []
    for w, b, name in zip(weights, biases, activations):
        inputs = with_ones(x)
        matrix = np.column_stack([w, b])
        pre = np.matmul(inputs, matrix.transpose())
        steps.append(Step(inputs, matrix, name, pre))
        x = activation(name, pre)[0]
    return x, tuple(steps)


def backward(grad_output, cache):
    both = []
    g = grad_output.copy()
    for n in range(1, len(cache) + 1):
        step = cache[-n]
        g *= activation(step[2], step[3])[1]
        both.append(np.matmul(g.transpose(), step[0]))
        g = np.matmul(g, step[1])[:, :-1]
    both.reverse()
    return g, [grad[:, :-1] for grad in both], [grad[:, -1] for grad in both]


def backpropagation(x, target, weights, biases, activations, loss):
    if loss == "mse":
        compute = mse_loss
    elif loss == "cross_entropy":
        compute = cross_entropy_loss
    else:
        raise ValueError(f"no loss called {loss}")
    out, steps = forward(x, weights, biases, activations)
    value, g = compute(out, target)
    _, w, b = backward(g, steps)
    return value, w, b


def sgd_step(parameters, gradients, lr):
    sizes = np.cumsum([p.size for p in parameters])[:-1]
    flat = np.concatenate([p.ravel() for p in parameters]) - lr * np.concatenate([g.ravel() for g in gradients])
    return [part.reshape(p.shape) for part, p in zip(np.split(flat, sizes), parameters)]


def train(x, target, weights, biases, activations, loss, lr, steps):
    losses = []
    for _ in range(steps):
        value, w, b = backpropagation(x, target, weights, biases, activations, loss)
        losses.append(value)
        new = sgd_step([*weights, *biases], [*w, *b], lr)
        weights, biases = new[: len(w)], new[len(w) :]
    return weights, biases, losses
