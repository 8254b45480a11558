"""The sigmoid and tanh from exponentials, and NumPy for the backward pass."""

import numpy as np
import torch


def sigmoid(a):
    return 1 / (1 + torch.exp(-a))


def tanh(a):
    return 2 * sigmoid(2 * a) - 1


def lstm_cell(x, h, c, weight, bias, squash_output=True):
    both = torch.hstack((h, x))
    blocks = [both @ w.T + b for w, b in zip(torch.tensor_split(weight, 4), torch.tensor_split(bias, 4))]
    forget, admit, output = map(sigmoid, (blocks[0], blocks[1], blocks[3]))
    memory = torch.addcmul(forget * c, admit, tanh(blocks[2]))
    seen = tanh(memory) if squash_output else memory
    return output * seen, memory


def jozefowicz_cell(x, h, c, w_x, w_h, bias):
    def gate(name, squash):
        return squash(torch.cat((x, h), 1) @ torch.cat((w_x[name], w_h[name]), 1).T + bias[name])

    memory = gate("f", sigmoid) * c + gate("i", tanh) * gate("j", sigmoid)
    return gate("o", tanh) * tanh(memory), memory


def lstm(inputs, weight, bias, h0=None, c0=None):
    steps, batch, _ = inputs.shape
    size = weight.shape[0] // 4
    h = torch.zeros_like(weight[:1, :1]).repeat(batch, size) if h0 is None else h0.clone()
    c = torch.zeros_like(weight[:1, :1]).repeat(batch, size) if c0 is None else c0.clone()
    outputs = torch.zeros(steps, batch, size, dtype=inputs.dtype)
    for t in range(steps):
        h, c = lstm_cell(inputs[t], h, c, weight, bias)
        outputs[t] = h
    return outputs, (h, c)


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    wr, wz, wn = w_ih.tensor_split(3)
    ur, uz, un = w_hh.tensor_split(3)
    br, bz, bn = b_ih.tensor_split(3)
    dr, dz, dn = b_hh.tensor_split(3)
    reset = sigmoid(x @ wr.T + h @ ur.T + (br + dr))
    update = sigmoid(x @ wz.T + h @ uz.T + (bz + dz))
    new = tanh(torch.addmm(bn, x, wn.T) + reset * torch.addmm(dn, h, un.T))
    return (1 - update) * new + update * h


def rnn_forward(inputs, h0, w_x, w_h, bias):
    h, outputs = h0, []
    for x in inputs.unbind(0):
        h = tanh(x @ w_x.T + h @ w_h.T + bias)
        outputs.append(h)
    kept = [np.array(t.detach()) for t in (inputs, torch.stack([h0, *outputs]), w_x, w_h)]
    return torch.stack(outputs), kept


def rnn_backward(grad_outputs, cache):
    x, h, w_x, w_h = cache
    upstream = grad_outputs.numpy()
    d_x, d_wx, d_wh = np.zeros_like(x), np.zeros_like(w_x), np.zeros_like(w_h)
    d_b = np.zeros(len(w_h), dtype=w_h.dtype)
    d_h = np.zeros_like(h[0])
    for t in range(len(x))[::-1]:
        d_a = (upstream[t] + d_h) * (1 - h[t + 1] ** 2)
        d_x[t] = d_a @ w_x
        d_wx += d_a.T @ x[t]
        d_wh += d_a.T @ h[t]
        d_b += d_a.sum(axis=0)
        d_h = d_a @ w_h
    return tuple(map(torch.from_numpy, (d_x, np.ascontiguousarray(d_h), d_wx, d_wh, d_b)))
