"""The plain network as a torch.autograd.Function, whose backward is rnn_backward; vmap over the batch for the cells."""

from functools import partial

import torch
from torch.func import vmap


def _lstm_item(squash, weight, bias, x, h, c):
    a = torch.mv(weight, torch.cat((h, x))) + bias
    f, i, g, o = a.unflatten(0, (4, -1)).unbind()
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * (torch.tanh(c) if squash else c), c


def lstm_cell(x, h, c, weight, bias, squash_output=True):
    return vmap(partial(_lstm_item, squash_output, weight, bias))(x, h, c)


def jozefowicz_cell(x, h, c, w_x, w_h, bias):
    def item(x, h, c):
        a = {k: torch.mv(w_x[k], x) + torch.mv(w_h[k], h) + bias[k] for k in bias}
        c = c * torch.sigmoid(a["f"]) + torch.tanh(a["i"]) * torch.sigmoid(a["j"])
        return torch.tanh(c) * torch.tanh(a["o"]), c

    return vmap(item)(x, h, c)


def lstm(inputs, weight, bias, h0=None, c0=None):
    """Recursion: the run without its last input, then one more step."""
    if len(inputs) == 0:
        shape = inputs.shape[1], len(bias) // 4
        h = torch.zeros(shape, dtype=inputs.dtype) if h0 is None else h0.clone()
        c = torch.zeros(shape, dtype=inputs.dtype) if c0 is None else c0.clone()
        return torch.empty(0, *shape, dtype=inputs.dtype), (h, c)
    outputs, state = lstm(inputs[:-1], weight, bias, h0, c0)
    h, c = lstm_cell(inputs[-1], *state, weight, bias)
    return torch.vstack((outputs, h[None])), (h, c)


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    def item(x, h):
        (x_r, x_z, x_n), (h_r, h_z, h_n) = (
            a.reshape(3, -1) for a in (torch.mv(w_ih, x) + b_ih, torch.mv(w_hh, h) + b_hh)
        )
        z = torch.sigmoid(x_z + h_z)
        return z * h + (1 - z) * torch.tanh(x_n + torch.sigmoid(x_r + h_r) * h_n)

    return vmap(item)(x, h)


class PlainNetwork(torch.autograd.Function):
    @staticmethod
    def forward(ctx, inputs, h0, w_x, w_h, bias):
        states = h0.new_empty(len(inputs) + 1, *h0.shape)
        states[0] = h0
        for t, x in enumerate(inputs):
            torch.tanh(torch.addmm(bias, x, w_x.T).addmm_(states[t], w_h.T), out=states[t + 1])
        ctx.save_for_backward(inputs, states, w_x, w_h)
        return states[1:].clone()

    @staticmethod
    def backward(ctx, grad_outputs):
        return rnn_backward(grad_outputs, ctx)


def rnn_forward(inputs, h0, w_x, w_h, bias):
    class Kept:
        saved_tensors = ()

        def save_for_backward(self, *tensors):
            self.saved_tensors = tuple(t.detach() for t in tensors)

    kept = Kept()
    with torch.no_grad():
        PlainNetwork.forward(kept, inputs, h0, w_x, w_h, bias)
    return PlainNetwork.apply(inputs, h0, w_x, w_h, bias), kept


@torch.no_grad()
def rnn_backward(grad_outputs, cache):
    inputs, states, w_x, w_h = cache.saved_tensors
    slopes = 1 - states[1:].pow(2)
    deltas = []
    for upstream, slope in zip(reversed(grad_outputs.unbind()), reversed(slopes.unbind())):
        if deltas:
            upstream = torch.addmm(upstream, deltas[-1], w_h)
        deltas.append(upstream * slope)
    delta = torch.stack(deltas[::-1])
    flat = delta.flatten(0, 1)
    return (
        delta @ w_x,
        delta[0] @ w_h,
        flat.T @ inputs.flatten(0, 1),
        flat.T @ states[:-1].flatten(0, 1),
        flat.sum(0),
    )
