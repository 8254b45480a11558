"""One entry at a time: loops over Python floats in double precision, written back with `copy_`."""

import torch


def entries(tensor):
    return tensor.detach().flatten().tolist()


def write(tensor, values):
    new = torch.tensor(values, dtype=torch.float64).reshape(tensor.shape)
    tensor.detach().copy_(new)


def check_lr(lr):
    if float(lr) != float(lr) or float(lr) < 0:
        raise ValueError("The learning rate `lr` must be zero or positive.")


def check_unit(name, value):
    if not (float(value) >= 0 and float(value) < 1):
        raise ValueError("The argument `" + name + "` must be at least zero and below one.")


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        check_lr(lr)
        check_unit("momentum", momentum)
        self.params = list(params)
        self.lr = float(lr)
        self.momentum = float(momentum)
        self.weight_decay = float(weight_decay)
        self.v = [[0.0] * p.numel() for p in self.params]

    def step(self):
        for p, v in zip(self.params, self.v, strict=True):
            if p.grad is None:
                continue
            theta, g = entries(p), entries(p.grad)
            for i in range(len(theta)):
                v[i] = self.momentum * v[i] + (g[i] + self.weight_decay * theta[i])
                theta[i] = theta[i] - self.lr * v[i]
            write(p, theta)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                write(p.grad, [0.0] * p.numel())


class AdaGrad:
    def __init__(self, params, lr, eps=1e-8):
        check_lr(lr)
        self.params = list(params)
        self.lr = float(lr)
        self.eps = float(eps)
        self.s = [[0.0] * p.numel() for p in self.params]

    def step(self):
        for p, s in zip(self.params, self.s, strict=True):
            if p.grad is None:
                continue
            theta, g = entries(p), entries(p.grad)
            for i in range(len(theta)):
                s[i] = s[i] + g[i] * g[i]
                theta[i] = theta[i] - self.lr * g[i] / (s[i] ** 0.5 + self.eps)
            write(p, theta)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                write(p.grad, [0.0] * p.numel())


class RMSProp:
    def __init__(self, params, lr, beta=0.9, eps=1e-8):
        check_lr(lr)
        check_unit("beta", beta)
        self.params = list(params)
        self.lr = float(lr)
        self.beta = float(beta)
        self.eps = float(eps)
        self.s = [[0.0] * p.numel() for p in self.params]

    def step(self):
        for p, s in zip(self.params, self.s, strict=True):
            if p.grad is None:
                continue
            theta, g = entries(p), entries(p.grad)
            for i in range(len(theta)):
                s[i] = self.beta * s[i] + (1 - self.beta) * g[i] * g[i]
                theta[i] = theta[i] - self.lr * g[i] / (s[i] ** 0.5 + self.eps)
            write(p, theta)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                write(p.grad, [0.0] * p.numel())


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        check_lr(lr)
        check_unit("betas", betas[0])
        check_unit("betas", betas[1])
        self.params = list(params)
        self.lr = float(lr)
        self.b1 = float(betas[0])
        self.b2 = float(betas[1])
        self.eps = float(eps)
        self.m = [[0.0] * p.numel() for p in self.params]
        self.v = [[0.0] * p.numel() for p in self.params]
        self.t = [0 for _ in self.params]

    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.t[k] += 1
            theta, g, m, v, t = entries(p), entries(p.grad), self.m[k], self.v[k], self.t[k]
            for i in range(len(theta)):
                m[i] = self.b1 * m[i] + (1 - self.b1) * g[i]
                v[i] = self.b2 * v[i] + (1 - self.b2) * g[i] * g[i]
                m_hat = m[i] / (1 - self.b1**t)
                v_hat = v[i] / (1 - self.b2**t)
                theta[i] = theta[i] - self.lr * m_hat / (v_hat**0.5 + self.eps)
            write(p, theta)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                write(p.grad, [0.0] * p.numel())


def clip_grad_value(params, limit):
    limit = float(limit)
    for p in params:
        if p.grad is not None:
            write(p.grad, [max(min(g, limit), -limit) for g in entries(p.grad)])


def clip_grad_norm(params, max_norm):
    gradients = [p.grad for p in params if p.grad is not None]
    norm = sum(g * g for gradient in gradients for g in entries(gradient)) ** 0.5
    if norm > max_norm:
        for gradient in gradients:
            write(gradient, [g / norm * float(max_norm) for g in entries(gradient)])
    return float(norm)
