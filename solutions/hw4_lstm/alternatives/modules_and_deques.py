"""nn.Linear with borrowed weights, nn.Module for the plain network, a deque, and backpropagation within one buffer."""

from collections import deque, namedtuple

import torch
from torch import nn
from torch.func import functional_call

Gates = namedtuple("Gates", "forget input candidate output")
_linear = nn.Linear(1, 1)


def _apply(weight, bias, x):
    return functional_call(_linear, {"weight": weight, "bias": bias}, (x,))


def _sigmoid(a):
    return 0.5 * (1 + torch.tanh(0.5 * a))


def lstm_cell(x, h, c, weight, bias, squash_output=True):
    size = h.shape[-1]
    gates = Gates(*_apply(weight, bias, torch.cat((h, x), dim=-1)).split(size, dim=-1))
    kept = torch.special.expit(gates.forget) * c
    c = torch.addcmul(kept, torch.special.expit(gates.input), gates.candidate.tanh())
    return torch.special.expit(gates.output) * (c, c.tanh())[bool(squash_output)], c


def jozefowicz_cell(x, h, c, w_x, w_h, bias):
    i, j, f, o = (_apply(w_x[k], bias[k], x) + h @ w_h[k].mT for k in "ijfo")
    c = _sigmoid(f) * c + _sigmoid(j) * torch.tanh(i)
    return torch.tanh(o) * torch.tanh(c), c


def lstm(inputs, weight, bias, h0=None, c0=None):
    steps, batch, _ = inputs.shape
    size = len(bias) // 4
    zero = torch.zeros(1, dtype=inputs.dtype)
    h = zero.expand(batch, size) if h0 is None else h0 * 1.0
    c = zero.expand(batch, size) if c0 is None else c0 * 1.0
    seen = [h]
    todo = deque(inputs)
    while todo:
        h, c = lstm_cell(todo.popleft(), h, c, weight, bias)
        seen.append(h)
    # batch first, then back: the result does not lie in memory in one piece
    return torch.stack(seen, dim=1)[:, 1:].transpose(0, 1), (h, c)


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    size = h.shape[1]
    both = torch.cat((x, h), 1) @ torch.cat((w_ih, w_hh), 1)[: 2 * size].T
    r, z = _sigmoid(both + (b_ih + b_hh)[: 2 * size]).hsplit(2)
    n = torch.tanh(_apply(w_ih[2 * size :], b_ih[2 * size :], x) + r * _apply(w_hh[2 * size :], b_hh[2 * size :], h))
    return h + (1 - z) * (n - h)


class Network(nn.Module):
    def __init__(self, w_x, w_h, bias):
        super().__init__()
        self.w_x, self.w_h, self.bias = w_x, w_h, bias
        self.states = None

    def forward(self, inputs, h):
        self.inputs, self.states = inputs, [h]
        for x in inputs:
            self.states.append(torch.tanh(_apply(self.w_x, self.bias, x) + self.states[-1] @ self.w_h.T))
        return torch.stack(self.states[1:])


def rnn_forward(inputs, h0, w_x, w_h, bias):
    network = Network(w_x, w_h, bias)
    return network(inputs, h0), network


@torch.inference_mode()
def rnn_backward(grad_outputs, cache):
    grad = grad_outputs.clone(memory_format=torch.contiguous_format)
    for t in range(len(grad) - 1, -1, -1):
        grad[t] *= 1 - cache.states[t + 1].square()
        if t:
            grad[t - 1] += grad[t] @ cache.w_h
    before = torch.stack(cache.states[:-1])
    grad_w_x = torch.einsum("tbh,tbd->hd", grad, cache.inputs)
    grad_w_h = torch.einsum("tbh,tbk->hk", grad, before)
    return grad @ cache.w_x, grad[0] @ cache.w_h, grad_w_x, grad_w_h, grad.sum((0, 1))
