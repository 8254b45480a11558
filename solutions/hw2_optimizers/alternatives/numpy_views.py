"""All arithmetic in NumPy, on arrays that share memory with the tensors."""

import numpy as np


def _view(tensor):
    return tensor.detach().numpy()


def _pairs(params, states):
    """(index, parameter, gradient) as arrays, for every parameter that has a gradient; fills in missing state."""
    for i, p in enumerate(params):
        if p.grad is not None:
            theta = _view(p)
            states.setdefault(i, [np.zeros_like(theta), np.zeros_like(theta), 0])
            yield states[i], theta, _view(p.grad)


def _clear(params):
    for p in params:
        if p.grad is not None:
            _view(p.grad)[...] = 0


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        if float(lr) < 0:
            raise ValueError("lr < 0")
        if not 0 <= float(momentum) < 1:
            raise ValueError("momentum not in [0, 1)")
        self.params, self.states = list(params), {}
        self.lr, self.momentum, self.weight_decay = float(lr), float(momentum), float(weight_decay)

    def step(self):
        for state, theta, gradient in _pairs(self.params, self.states):
            state[0][...] = self.momentum * state[0] + gradient + self.weight_decay * theta
            theta[...] -= self.lr * state[0]

    def zero_grad(self):
        _clear(self.params)


class AdaGrad:
    def __init__(self, params, lr, eps=1e-8):
        if float(lr) < 0:
            raise ValueError("lr < 0")
        self.params, self.states = list(params), {}
        self.lr, self.eps = float(lr), float(eps)

    def step(self):
        for state, theta, gradient in _pairs(self.params, self.states):
            state[0][...] += np.square(gradient)
            theta[...] -= self.lr * gradient / (np.sqrt(state[0]) + self.eps)

    def zero_grad(self):
        _clear(self.params)


class RMSProp:
    def __init__(self, params, lr, beta=0.9, eps=1e-8):
        if float(lr) < 0:
            raise ValueError("lr < 0")
        if not 0 <= float(beta) < 1:
            raise ValueError("beta not in [0, 1)")
        self.params, self.states = list(params), {}
        self.lr, self.beta, self.eps = float(lr), float(beta), float(eps)

    def step(self):
        for state, theta, gradient in _pairs(self.params, self.states):
            state[0][...] = self.beta * state[0] + (1 - self.beta) * np.square(gradient)
            theta[...] -= self.lr * gradient / (np.sqrt(state[0]) + self.eps)

    def zero_grad(self):
        _clear(self.params)


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        if float(lr) < 0:
            raise ValueError("lr < 0")
        self.beta1, self.beta2 = np.asarray(betas, dtype=float).tolist()
        if not (0 <= self.beta1 < 1 and 0 <= self.beta2 < 1):
            raise ValueError("betas not in [0, 1)")
        self.params, self.states = list(params), {}
        self.lr, self.eps = float(lr), float(eps)

    def step(self):
        for state, theta, gradient in _pairs(self.params, self.states):
            m, v, t = state
            state[2] = t = t + 1
            m[...] = self.beta1 * m + (1 - self.beta1) * gradient
            v[...] = self.beta2 * v + (1 - self.beta2) * np.square(gradient)
            theta[...] -= self.lr * (m / (1 - self.beta1**t)) / (np.sqrt(v / (1 - self.beta2**t)) + self.eps)

    def zero_grad(self):
        _clear(self.params)


def clip_grad_value(params, limit):
    for p in params:
        if p.grad is not None:
            gradient = _view(p.grad)
            np.clip(gradient, -float(limit), float(limit), out=gradient)


def clip_grad_norm(params, max_norm):
    gradients = [_view(p.grad) for p in params if p.grad is not None]
    norm = float(np.linalg.norm([np.linalg.norm(g.ravel()) for g in gradients])) if gradients else 0.0
    if norm > max_norm:
        for gradient in gradients:
            gradient[...] *= float(max_norm) / norm
    return norm
