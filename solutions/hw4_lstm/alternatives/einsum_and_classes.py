"""Everything in einsum, a class for the weights, a cache that is an object; all inputs are projected at once."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, einsum


class State(NamedTuple):
    h: Tensor
    c: Tensor


class Gates:
    """The four gates as one tensor (4, H, H + D)."""

    def __init__(self, weight: Tensor, bias: Tensor, size: int) -> None:
        self.from_h = weight[:, :size].reshape(4, size, size)
        self.from_x = weight[:, size:].reshape(4, size, -1)
        self.bias = bias.reshape(4, 1, size)

    def project(self, inputs: Tensor) -> Tensor:
        return einsum("...bd,khd->...kbh", inputs, self.from_x) + self.bias

    def step(self, projected: Tensor, state: State, squash: bool = True) -> State:
        forget, let_in, candidate, out = projected + einsum("bj,khj->kbh", state.h, self.from_h)
        c = forget.sigmoid() * state.c + let_in.sigmoid() * candidate.tanh()
        return State(out.sigmoid() * (c.tanh() if squash else c), c)


def lstm_cell(x, h, c, weight, bias, squash_output=True):
    gates = Gates(weight, bias, h.shape[-1])
    return tuple(gates.step(gates.project(x), State(h, c), squash_output))


def jozefowicz_cell(x, h, c, w_x, w_h, bias):
    order = sorted(w_x)  # f, i, j, o
    from_x = torch.stack([w_x[k] for k in order])
    from_h = torch.stack([w_h[k] for k in order])
    a = einsum("bd,khd->kbh", x, from_x) + einsum("bj,khj->kbh", h, from_h)
    f, i, j, o = a + torch.stack([bias[k] for k in order]).unsqueeze(1)
    new = c * f.sigmoid() + i.tanh() * j.sigmoid()
    return State(h=new.tanh() * o.tanh(), c=new)


def lstm(inputs, weight, bias, h0=None, c0=None):
    size = bias.numel() // 4
    zeros = torch.zeros(inputs.shape[1], size).to(inputs)
    state = State(zeros if h0 is None else h0, zeros if c0 is None else c0)
    gates = Gates(weight, bias, size)
    outputs = inputs.new_empty(0, inputs.shape[1], size)
    for projected in gates.project(inputs):
        state = gates.step(projected, state)
        outputs = torch.cat([outputs, state.h.unsqueeze(0)])
    return outputs, State(state.h + 0, state.c + 0)


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    size = h.shape[-1]
    a_x = einsum("bd,kd->bk", x, w_ih) + b_ih
    a_h = einsum("bj,kj->bk", h, w_hh) + b_hh
    both = a_x[:, : 2 * size] + a_h[:, : 2 * size]
    r, z = both.sigmoid().split(size, dim=-1)
    n = (a_x[:, 2 * size :] + r * a_h[:, 2 * size :]).tanh()
    return torch.lerp(n, h, z)


@dataclass
class Tape:
    inputs: Tensor
    before: Tensor
    after: Tensor
    w_x: Tensor
    w_h: Tensor


def rnn_forward(inputs, h0, w_x, w_h, bias):
    from_x = einsum("tbd,hd->tbh", inputs, w_x) + bias
    steps, h = [], h0
    for a in from_x:
        h = (a + einsum("bj,hj->bh", h, w_h)).tanh()
        steps.append(h)
    after = torch.stack(steps)
    before = torch.cat([h0[None], after[:-1]])
    return after, Tape(inputs, before, after, w_x, w_h)


def rnn_backward(grad_outputs, cache: Tape):
    delta = torch.empty_like(cache.after)
    carry = torch.zeros_like(cache.after[0])
    for t in range(len(delta) - 1, -1, -1):
        delta[t] = (grad_outputs[t] + carry) * (1 - cache.after[t].square())
        carry = einsum("bh,hj->bj", delta[t], cache.w_h)
    return [
        einsum("tbh,hd->tbd", delta, cache.w_x),
        carry,
        einsum("tbh,tbd->hd", delta, cache.inputs),
        einsum("tbh,tbj->hj", delta, cache.before),
        einsum("tbh->h", delta),
    ]
