"""Prints while it works, builds layer by layer with appends and asserts, and trains XOR when run as a script."""

import numpy as np

np.seterr(all="warn", under="ignore")
DEBUG = True
print("numpy", np.__version__)


def log(*words):
    if DEBUG:
        print(*words)


def activation(name, a):
    log("activation", name, a.shape)
    if name == "identity":
        return 1.0 * a, 0 * a + 1
    elif name == "sigmoid":
        # exp only of negative numbers
        s = np.where(a > 0, 1.0 / (1.0 + np.exp(-abs(a))), np.exp(-abs(a)) / (1.0 + np.exp(-abs(a))))
        return s, s * (1 - s)
    elif name == "tanh":
        t = np.sinh(a) / np.cosh(a)
        return t, 1 - t**2
    elif name == "relu":
        y = np.zeros_like(a)
        d = np.zeros_like(a)
        y[a > 0] = a[a > 0]
        d[a > 0] = 1
        return y, d
    raise ValueError(name + " is not supported, use identity, sigmoid, tanh, relu")


def mse_loss(prediction, target):
    assert prediction.shape == target.shape
    B = prediction.shape[0]
    D = prediction.shape[1]
    loss = 0
    grad = np.zeros_like(prediction)
    for i in range(B):
        for j in range(D):
            loss += (prediction[i, j] - target[i, j]) ** 2
            grad[i, j] = 2 * (prediction[i, j] - target[i, j]) / (B * D)
    log("mse", loss / (B * D))
    return loss / (B * D), grad


def softmax(v):
    v = v - np.max(v)
    return np.exp(v) / np.sum(np.exp(v))


def cross_entropy_loss(logits, labels):
    B, C = logits.shape
    loss = 0
    grad = np.zeros((B, C), dtype=logits.dtype)
    for i in range(B):
        m = logits[i].max()
        loss += m + np.log(np.exp(logits[i] - m).sum()) - logits[i][labels[i]]
        grad[i] = softmax(logits[i])
        grad[i][labels[i]] -= 1
    grad = grad / B
    log("cross entropy", loss / B)
    return loss / B, grad


def forward(x, weights, biases, activations):
    assert len(weights) == len(biases) == len(activations)
    cache = {}
    cache["z0"] = x
    z = x
    for i in range(len(weights)):
        a = np.zeros((z.shape[0], weights[i].shape[0]), dtype=z.dtype)
        for n in range(z.shape[0]):
            a[n] = weights[i] @ z[n] + biases[i]
        z, dz = activation(activations[i], a)
        cache["W" + str(i)] = weights[i]
        cache["d" + str(i)] = dz
        cache["z" + str(i + 1)] = z
        log("layer", i, "gives", z)
    cache["layers"] = len(weights)
    return z, cache


def backward(grad_output, cache):
    gw = []
    gb = []
    g = grad_output
    for i in reversed(range(cache["layers"])):
        delta = g * cache["d" + str(i)]
        dw = np.zeros_like(cache["W" + str(i)])
        db = np.zeros(dw.shape[0], dtype=dw.dtype)
        for n in range(delta.shape[0]):
            dw += np.outer(delta[n], cache["z" + str(i)][n])
            db += delta[n]
        gw = [dw] + gw
        gb = [db] + gb
        g = np.array([cache["W" + str(i)].T @ d for d in delta])
        log("gradient of layer", i, dw, db)
    return g, gw, gb


def backpropagation(x, target, weights, biases, activations, loss):
    output, cache = forward(x, weights, biases, activations)
    if loss == "mse":
        L, g = mse_loss(output, target)
    elif loss == "cross_entropy":
        L, g = cross_entropy_loss(output, target)
    else:
        raise ValueError("Unknown loss function: " + loss)
    gx, gw, gb = backward(g, cache)
    return L, gw, gb


def sgd_step(parameters, gradients, lr):
    result = []
    for p, g in zip(parameters, gradients):
        result.append(p - lr * g)
    return result


def train(x, target, weights, biases, activations, loss, lr, steps):
    w = [np.copy(a) for a in weights]
    b = [np.copy(a) for a in biases]
    losses = []
    for s in range(steps):
        L, gw, gb = backpropagation(x, target, w, b, activations, loss)
        losses.append(L)
        if s % 100 == 0:
            print("step", s, "loss", L)
        w = sgd_step(w, gw, lr)
        b = sgd_step(b, gb, lr)
    return w, b, losses


if __name__ == "__main__":
    DEBUG = False
    rng = np.random.default_rng(0)
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    Y = np.array([[0], [1], [1], [0]], dtype=float)
    W = [rng.normal(size=(4, 2)), rng.normal(size=(1, 4))]
    b = [np.zeros(4), np.zeros(1)]
    W, b, losses = train(X, Y, W, b, ["tanh", "sigmoid"], "mse", 2.0, 1000)
    print(forward(X, W, b, ["tanh", "sigmoid"])[0], losses[-1])
