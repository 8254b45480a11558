"""One number at a time: loops over Python floats, made into arrays at the end; the cache is a dict of nested lists."""

import math

import numpy as np


def _function(name):
    def sigmoid(a):
        if a >= 0:
            return 1 / (1 + math.exp(-a))
        e = math.exp(a)
        return e / (1 + e)

    table = {
        "identity": (lambda a: a, lambda a: 1.0),
        "sigmoid": (sigmoid, lambda a: sigmoid(a) * (1 - sigmoid(a))),
        "tanh": (math.tanh, lambda a: 1 - math.tanh(a) ** 2),
        "relu": (lambda a: a if a > 0 else 0.0, lambda a: 1.0 if a > 0 else 0.0),
    }
    if name not in table:
        raise ValueError("there is no activation called " + name)
    return table[name]


def activation(name, a):
    f, slope = _function(name)
    numbers = a.reshape(-1).tolist()
    value = np.array([f(number) for number in numbers], dtype=a.dtype).reshape(a.shape)
    derivative = np.array([slope(number) for number in numbers], dtype=a.dtype).reshape(a.shape)
    return value, derivative


def mse_loss(prediction, target):
    p, t = prediction.tolist(), target.tolist()
    rows, columns = len(p), len(p[0])
    total = 0.0
    gradient = []
    for i in range(rows):
        row = []
        for j in range(columns):
            error = p[i][j] - t[i][j]
            total += error * error
            row.append(2 * error / (rows * columns))
        gradient.append(row)
    return total / (rows * columns), np.array(gradient, dtype=prediction.dtype)


def cross_entropy_loss(logits, labels):
    total = 0.0
    gradient = []
    for row, label in zip(logits.tolist(), labels.tolist()):
        largest = max(row)
        log_sum = largest + math.log(sum(math.exp(entry - largest) for entry in row))
        total += log_sum - row[label]
        gradient.append([(math.exp(entry - log_sum) - (j == label)) / len(labels) for j, entry in enumerate(row)])
    return total / len(labels), np.array(gradient, dtype=logits.dtype)


def forward(x, weights, biases, activations):
    dtype = x.dtype
    z = x.tolist()
    layers = []
    for w, b, name in zip(weights, biases, activations):
        w, b = w.tolist(), b.tolist()
        f, slope = _function(name)
        slopes, out = [], []
        for row in z:
            a = [sum(w[o][i] * row[i] for i in range(len(row))) + b[o] for o in range(len(w))]
            out.append([f(entry) for entry in a])
            slopes.append([slope(entry) for entry in a])
        layers.append({"z": z, "w": w, "slopes": slopes})
        z = out
    return np.array(z, dtype=dtype), {"layers": layers, "dtype": dtype}


def backward(grad_output, cache):
    g = grad_output.tolist()
    grad_weights, grad_biases = [], []
    for layer in reversed(cache["layers"]):
        z, w, slopes = layer["z"], layer["w"], layer["slopes"]
        outs, ins = len(w), len(w[0])
        grad_w = [[0.0] * ins for _ in range(outs)]
        grad_b = [0.0] * outs
        back = []
        for n in range(len(z)):
            delta = [g[n][o] * slopes[n][o] for o in range(outs)]
            for o in range(outs):
                grad_b[o] += delta[o]
                for i in range(ins):
                    grad_w[o][i] += delta[o] * z[n][i]
            back.append([sum(delta[o] * w[o][i] for o in range(outs)) for i in range(ins)])
        grad_weights.insert(0, np.array(grad_w, dtype=cache["dtype"]))
        grad_biases.insert(0, np.array(grad_b, dtype=cache["dtype"]))
        g = back
    return np.array(g, dtype=cache["dtype"]), grad_weights, grad_biases


def backpropagation(x, target, weights, biases, activations, loss):
    output, cache = forward(x, weights, biases, activations)
    if loss == "mse":
        value, gradient = mse_loss(output, target)
    elif loss == "cross_entropy":
        value, gradient = cross_entropy_loss(output, target)
    else:
        raise ValueError("bad loss")
    return value, *backward(gradient, cache)[1:]


def sgd_step(parameters, gradients, lr):
    new = []
    for i in range(len(parameters)):
        new.append(parameters[i] - lr * gradients[i])
    return new


def train(x, target, weights, biases, activations, loss, lr, steps):
    losses = []
    step = 0
    while step < steps:
        value, gw, gb = backpropagation(x, target, weights, biases, activations, loss)
        losses += [value]
        weights = sgd_step(weights, gw, lr)
        biases = sgd_step(biases, gb, lr)
        step += 1
    return weights, biases, losses
