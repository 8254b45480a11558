"""Prints while it works, and trains and compares with `torch.optim` when run as a script."""

import torch

VERBOSE = True
print("optimizers loaded")


def log(*words):
    if VERBOSE:
        print(*words)


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        if lr < 0:
            raise ValueError("bad lr")
        if momentum < 0 or momentum >= 1:
            raise ValueError("bad momentum")
        self.params = [p for p in params]
        self.lr = float(lr)
        self.momentum = float(momentum)
        self.weight_decay = float(weight_decay)
        self.v = [None for p in self.params]

    def step(self):
        for i in range(len(self.params)):
            p = self.params[i]
            if p.grad is None:
                log("parameter", i, "has no gradient")
                continue
            with torch.no_grad():
                g = p.grad + self.weight_decay * p
                if self.v[i] is None:
                    self.v[i] = torch.zeros(p.shape, dtype=p.dtype)
                self.v[i] = self.momentum * self.v[i] + g
                p[...] = p - self.lr * self.v[i]
            log("SGD moved parameter", i, "to", p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


class AdaGrad:
    def __init__(self, params, lr, eps=1e-8):
        if lr < 0:
            raise ValueError("bad lr")
        self.params = [p for p in params]
        self.lr = float(lr)
        self.eps = float(eps)
        self.s = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]

    def step(self):
        for i in range(len(self.params)):
            p = self.params[i]
            if p.grad is None:
                log("parameter", i, "has no gradient")
                continue
            with torch.no_grad():
                self.s[i] = self.s[i] + p.grad * p.grad
                p.copy_(p - self.lr * p.grad / (self.s[i].sqrt() + self.eps))
            log("AdaGrad moved parameter", i, "to", p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


class RMSProp:
    def __init__(self, params, lr, beta=0.9, eps=1e-8):
        if lr < 0:
            raise ValueError("bad lr")
        if beta < 0 or beta >= 1:
            raise ValueError("bad beta")
        self.params = [p for p in params]
        self.lr = float(lr)
        self.beta = float(beta)
        self.eps = float(eps)
        self.s = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]

    def step(self):
        for i in range(len(self.params)):
            p = self.params[i]
            if p.grad is None:
                log("parameter", i, "has no gradient")
                continue
            with torch.no_grad():
                self.s[i] = self.beta * self.s[i] + (1 - self.beta) * p.grad * p.grad
                p.copy_(p - self.lr * p.grad / (self.s[i].sqrt() + self.eps))
            log("RMSProp moved parameter", i, "to", p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        if lr < 0:
            raise ValueError("bad lr")
        for b in betas:
            if b < 0 or b >= 1:
                raise ValueError("bad betas")
        self.params = [p for p in params]
        self.lr = float(lr)
        self.beta1 = float(betas[0])
        self.beta2 = float(betas[1])
        self.eps = float(eps)
        self.m = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
        self.v = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
        # the powers beta^t, instead of t
        self.power1 = [1.0 for p in self.params]
        self.power2 = [1.0 for p in self.params]

    def step(self):
        for i in range(len(self.params)):
            p = self.params[i]
            if p.grad is None:
                log("parameter", i, "has no gradient")
                continue
            self.power1[i] *= self.beta1
            self.power2[i] *= self.beta2
            with torch.no_grad():
                self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * p.grad
                self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * p.grad * p.grad
                m_hat = self.m[i] / (1 - self.power1[i])
                v_hat = self.v[i] / (1 - self.power2[i])
                p.copy_(p - self.lr * m_hat / (v_hat.sqrt() + self.eps))
            log("Adam moved parameter", i, "to", p)

    def zero_grad(self):
        for p in self.params:
            p.grad = None


def clip_grad_value(params, limit):
    for p in params:
        if p.grad is None:
            continue
        with torch.no_grad():
            p.grad[...] = torch.clip(p.grad, -float(limit), float(limit))
        log("clipped to", p.grad)


def clip_grad_norm(params, max_norm):
    params = list(params)
    total = 0.0
    for p in params:
        if p.grad is not None:
            total = total + (p.grad * p.grad).sum().item()
    total = total**0.5
    log("norm before clipping:", total)
    if total > max_norm:
        for p in params:
            if p.grad is not None:
                with torch.no_grad():
                    p.grad *= float(max_norm / total)
    return total


if __name__ == "__main__":
    torch.manual_seed(0)
    VERBOSE = False
    x = torch.randn(64, 3)
    y = x @ torch.tensor([1.0, -2.0, 0.5])
    for mine, theirs in [(SGD, torch.optim.SGD), (Adam, torch.optim.Adam)]:
        for optimizer_class in (mine, theirs):
            w = torch.zeros(3, requires_grad=True)
            optimizer = optimizer_class([w], lr=0.05)
            for _ in range(200):
                optimizer.zero_grad()
                loss = ((x @ w - y) ** 2).mean()
                loss.backward()
                optimizer.step()
            print(optimizer_class.__module__, optimizer_class.__name__, w.tolist(), loss.item())
