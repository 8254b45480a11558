"""Loops over the batch and over hidden units, with sums written out: as one would do it with pen and paper."""

import torch


def dot(a, b):
    total = a[0] * b[0]
    for k in range(1, len(a)):
        total = total + a[k] * b[k]
    return total


def rows(make, batch, size):
    return torch.stack([torch.stack([make(n, k) for k in range(size)]) for n in range(batch)])


def lstm_cell(x, h, c, weight, bias, squash_output=True):
    batch, size = h.shape

    def gate(block, n, k, squash):
        row = weight[block * size + k]
        return squash(dot(row[:size], h[n]) + dot(row[size:], x[n]) + bias[block * size + k])

    def memory(n, k):
        keep, add, what = (gate(b, n, k, s) for b, s in enumerate((torch.sigmoid, torch.sigmoid, torch.tanh)))
        return keep * c[n, k] + add * what

    new_c = rows(memory, batch, size)
    new_h = rows(
        lambda n, k: gate(3, n, k, torch.sigmoid) * (new_c[n, k].tanh() if squash_output else new_c[n, k]), batch, size
    )
    return new_h, new_c


def jozefowicz_cell(x, h, c, w_x, w_h, bias):
    batch, size = h.shape

    def gate(key, n, k):
        a = dot(w_x[key][k], x[n]) + dot(w_h[key][k], h[n]) + bias[key][k]
        return torch.tanh(a) if key in "io" else torch.sigmoid(a)

    new_c = rows(lambda n, k: c[n, k] * gate("f", n, k) + gate("i", n, k) * gate("j", n, k), batch, size)
    return rows(lambda n, k: new_c[n, k].tanh() * gate("o", n, k), batch, size), new_c


def lstm(inputs, weight, bias, h0=None, c0=None):
    T, B, _ = inputs.shape
    H = len(bias) // 4
    h = h0.clone() if h0 is not None else torch.zeros(B, H, dtype=inputs.dtype)
    c = c0.clone() if c0 is not None else torch.zeros(B, H, dtype=inputs.dtype)
    outputs = []
    t = 0
    while t < T:
        h, c = lstm_cell(inputs[t], h, c, weight, bias)
        outputs += [h]
        t += 1
    if T == 0:
        return torch.zeros(0, B, H, dtype=inputs.dtype), (h, c)
    return torch.stack(outputs, dim=0), (h, c)


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    batch, size = h.shape

    def unit(n, k):
        a = [dot(w_ih[b * size + k], x[n]) + b_ih[b * size + k] for b in range(3)]
        d = [dot(w_hh[b * size + k], h[n]) + b_hh[b * size + k] for b in range(3)]
        r, z = torch.sigmoid(a[0] + d[0]), torch.sigmoid(a[1] + d[1])
        return (1 - z) * torch.tanh(a[2] + r * d[2]) + z * h[n, k]

    return rows(unit, batch, size)


def rnn_forward(inputs, h0, w_x, w_h, bias):
    T, B, _ = inputs.shape
    H = len(bias)
    hs = [h0]
    for t in range(T):
        hs.append(rows(lambda n, k: (dot(w_x[k], inputs[t, n]) + dot(w_h[k], hs[t][n]) + bias[k]).tanh(), B, H))
    return torch.stack(hs[1:]), (inputs, hs, w_x, w_h, bias)


def rnn_backward(grad_outputs, cache):
    inputs, hs, w_x, w_h, bias = cache
    T, B, D = inputs.shape
    H = len(bias)
    results = [torch.zeros_like(a) for a in (inputs, hs[0], w_x, w_h, bias)]
    grad_inputs, grad_h0, grad_w_x, grad_w_h, grad_bias = results
    for n in range(B):
        back = [0.0] * H
        for t in range(T - 1, -1, -1):
            after, before = hs[t + 1][n], hs[t][n]
            delta = [(grad_outputs[t, n, k] + back[k]) * (1 - after[k] ** 2) for k in range(H)]
            for k in range(H):
                grad_bias[k] += delta[k]
                for d in range(D):
                    grad_w_x[k, d] += delta[k] * inputs[t, n, d]
                    grad_inputs[t, n, d] += delta[k] * w_x[k, d]
                for m in range(H):
                    grad_w_h[k, m] += delta[k] * before[m]
            back = [sum(delta[k] * w_h[k, m] for k in range(H)) for m in range(H)]
        grad_h0[n] = torch.stack(back)
    return results
