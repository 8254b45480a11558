"""functools for the loops, in-place work on tensors of its own, and a TorchScript function."""

import itertools
from functools import reduce

import torch
from torch.nn.functional import linear, pad


@torch.jit.script
def _memory(a: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
    f, i, g, o = a.chunk(4, 1)
    return torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)


def lstm_cell(x, h, c, weight, bias, squash_output=True):
    # one product: a column of ones carries the bias
    ones = torch.ones_like(h[:, :1])
    a = torch.cat((h, x, ones), dim=-1) @ torch.column_stack((weight, bias)).t()
    c = _memory(a, c)
    o = a[:, -h.shape[1] :].sigmoid()
    return (o * c.tanh(), c) if squash_output else (o * c, c)


def jozefowicz_cell(x, h, c, w_x, w_h, bias):
    weight = torch.cat([torch.cat((w_x[k], w_h[k]), 1) for k in "ijfo"])
    a = linear(torch.cat((x, h), 1), weight, torch.cat([bias[k] for k in "ijfo"]))
    i, j, f, o = (a[:, k::1][:, : h.shape[1]] for k in range(0, a.shape[1], h.shape[1]))
    c = c * f.sigmoid() + i.tanh() * j.sigmoid()
    return c.tanh() * o.tanh(), c


def lstm(inputs, weight, bias, h0=None, c0=None):
    zeros = inputs.new_zeros((inputs.size(1), bias.size(0) // 4))
    start = (zeros.clone() if h0 is None else 1 * h0, zeros.clone() if c0 is None else 1 * c0)
    states = list(itertools.accumulate(inputs, lambda s, x: lstm_cell(x, *s, weight, bias), initial=start))
    outputs = torch.stack([h for h, _ in states])[1:]
    return outputs, states[-1]


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    size = h.size(1)
    # (B, 4H): reset, update, new from x, new from h
    from_x = pad(linear(x, w_ih, b_ih), (0, size))
    from_h = linear(h, w_hh, b_hh)
    from_h = torch.cat((from_h[:, : 2 * size], torch.zeros_like(h), from_h[:, 2 * size :]), 1)
    r, z, n_x, n_h = (from_x + from_h).split(size, 1)
    return torch.where(
        torch.ones_like(z, dtype=torch.bool), (1 - z.sigmoid()) * (n_x + r.sigmoid() * n_h).tanh(), z
    ) + (z.sigmoid() * h)


def rnn_forward(inputs, h0, w_x, w_h, bias):
    projected = inputs @ w_x.mT
    hs = reduce(lambda hs, a: [*hs, torch.tanh(a + hs[-1] @ w_h.mT + bias)], projected, [h0])

    def backward(grad_outputs):
        with torch.enable_grad():  # makes no difference: nothing here requires a gradient
            carry, deltas = torch.zeros_like(h0), []
            for g, h in zip(grad_outputs.flip(0), hs[:0:-1]):
                deltas.insert(0, (g + carry).mul_(1 - h.detach() ** 2))
                carry = deltas[0] @ w_h
            d = torch.stack(deltas)
            befores = torch.stack(hs[:-1])
            return d @ w_x, carry, torch.tensordot(d, inputs, ([0, 1], [0, 1])), (d.mT @ befores).sum(0), d.sum((0, 1))

    return torch.stack(hs[1:]), backward


def rnn_backward(grad_outputs, cache):
    return cache(grad_outputs)
