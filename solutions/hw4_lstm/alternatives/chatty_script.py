#!/usr/bin/env python3
# ruff: noqa: F401, F403, F405, I001
# A script as it grows in an evening: star imports, prints, leftovers, a comparison with PyTorch at the end.
from __future__ import annotations

import math
import random
from torch.nn import LSTM, Module, Linear, GRUCell
from torch import *
import torch
import torch.nn as nn

print("lstm.py is being imported")
DEBUG = False


def my_lstm_step(inp: Tensor, hidden: Tensor, cell: Tensor, W: Tensor, b: Tensor):
    concat = torch.concat([hidden, inp], -1)
    gates = F_linear(concat, W, b)
    print("gates", tuple(gates.shape))
    n = hidden.shape[-1]
    return gates[:, 0:n], gates[:, n : 2 * n], gates[:, 2 * n : 3 * n], gates[:, 3 * n : 4 * n]


F_linear = nn.functional.linear


def lstm_cell(x, h, c, weight, bias, squash_output: bool = True, *, verbose=False):
    f, i, g, o = my_lstm_step(x, h, c, weight, bias)
    f = nn.Sigmoid()(f)
    i = nn.Sigmoid()(i)
    g = nn.Tanh()(g)
    o = nn.functional.sigmoid(o)
    c = c.clone()
    c *= f
    c += i.mul(g)
    out = c.clone()
    if squash_output:
        out = out.tanh_()
    h = out.mul(o)
    if verbose:
        print(h, c)
    return h, c


def jozefowicz_cell(x, h, c, w_x, w_h, bias):
    pre = {}
    for k in w_x.keys():
        layer = x @ w_x[k].transpose(0, 1)
        layer += h @ w_h[k].transpose(0, 1)
        layer += bias[k]
        pre[k] = layer
        print(k, layer.mean().item())
    pre["i"].tanh_()
    pre["j"].sigmoid_()
    pre["f"].sigmoid_()
    pre["o"].tanh_()
    c_new = torch.mul(c, pre["f"]).add(torch.mul(pre["i"], pre["j"]))
    h_new = torch.mul(c_new.tanh(), pre["o"])
    return (h_new, c_new)


class MyLSTM(Module):
    """Not asked for, but it works."""

    def forward(self, inputs, weight, bias, h, c):
        outs = []
        for idx, inp in enumerate(inputs):
            h, c = lstm_cell(inp, h, c, weight, bias)
            outs.append(h)
        return outs, h, c


def lstm(inputs, weight, bias, h0=None, c0=None, **unused):
    seq_len, batch_size = inputs.size(0), inputs.size(1)
    hidden_size = weight.size(0) // 4
    h = h0 if h0 is not None else torch.zeros(batch_size, hidden_size, dtype=weight.dtype)
    c = c0 if c0 is not None else torch.zeros_like(h)
    if seq_len == 0:
        return torch.zeros(0, batch_size, hidden_size, dtype=weight.dtype), (torch.clone(h), torch.clone(c))
    outs, h, c = MyLSTM()(inputs, weight, bias, h, c)
    return torch.cat(outs).reshape(seq_len, batch_size, hidden_size), (h, c)


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    gi = F_linear(x, w_ih, b_ih)
    gh = F_linear(h, w_hh, b_hh)
    i_r, i_i, i_n = gi.chunk(3, 1)
    h_r, h_i, h_n = gh.chunk(3, 1)
    resetgate = torch.sigmoid(i_r + h_r)
    inputgate = torch.sigmoid(i_i + h_i)
    newgate = torch.tanh(i_n + resetgate * h_n)
    return newgate + inputgate * (h - newgate)


def rnn_forward(inputs, h0, w_x, w_h, bias):
    cache = []
    h = h0
    for x in inputs:
        prev = h
        h = torch.tanh(x.matmul(w_x.t()) + prev.matmul(w_h.t()) + bias)
        cache.append({"x": x, "prev": prev, "h": h})
    outs = torch.stack([entry["h"] for entry in cache])
    return outs, [cache, w_x, w_h]


def rnn_backward(grad_outputs, cache):
    steps, w_x, w_h = cache
    dx = []
    dWx, dWh, db = torch.zeros_like(w_x), torch.zeros_like(w_h), torch.zeros_like(w_h[0])
    dh_next = torch.zeros_like(steps[0]["prev"])
    while steps:
        entry = steps.pop()
        dh = grad_outputs[len(steps)].clone()
        dh += dh_next
        da = dh * (1 - entry["h"] ** 2)
        dWx.add_(da.t().mm(entry["x"]))
        dWh.add_(da.t().mm(entry["prev"]))
        db.add_(da.sum(0))
        dx.insert(0, da.mm(w_x))
        dh_next = da.mm(w_h)
        if DEBUG:
            print("step", len(steps), dh.norm())
    return torch.stack(dx), dh_next, dWx, dWh, db


def compare_with_pytorch():
    theirs = nn.GRUCell(3, 5)
    x, h = torch.randn(2, 3), torch.randn(2, 5)
    mine = gru_cell(x, h, theirs.weight_ih, theirs.weight_hh, theirs.bias_ih, theirs.bias_hh)
    print("difference:", (mine - theirs(x, h)).abs().max().item())


if __name__ == "__main__":
    torch.manual_seed(random.randint(0, math.floor(1e6)))
    compare_with_pytorch()
    w = torch.randn(5, 5, requires_grad=True)
    out, cache = rnn_forward(torch.randn(4, 2, 3), torch.randn(2, 5), torch.randn(5, 3), w, torch.zeros(5))
    out.sum().backward()
    print(torch.allclose(rnn_backward(torch.ones_like(out), cache)[3], w.grad))
