"""Each gate by itself, with slices of the weights, and the products for h and x apart. Python lists, and no helpers."""

import torch
import torch.nn.functional as F


def lstm_cell(x, h, c, weight, bias, squash_output=True):
    H = h.size(1)
    W_h, W_x = weight[:, :H], weight[:, H:]
    f = torch.sigmoid(F.linear(h, W_h[:H]) + F.linear(x, W_x[:H]) + bias[:H])
    i = torch.sigmoid(F.linear(h, W_h[H : 2 * H]) + F.linear(x, W_x[H : 2 * H]) + bias[H : 2 * H])
    g = torch.tanh(F.linear(h, W_h[2 * H : 3 * H]) + F.linear(x, W_x[2 * H : 3 * H]) + bias[2 * H : 3 * H])
    o = torch.sigmoid(F.linear(h, W_h[3 * H :]) + F.linear(x, W_x[3 * H :]) + bias[3 * H :])
    c_next = f * c + i * g
    if squash_output is True:
        h_next = o * torch.tanh(c_next)
    else:
        h_next = o * c_next
    return [h_next, c_next]


def jozefowicz_cell(x, h, c, w_x, w_h, bias):
    i_t = torch.tanh(torch.mm(x, w_x["i"].t()) + torch.mm(h, w_h["i"].t()) + bias["i"])
    j_t = torch.sigmoid(torch.mm(x, w_x["j"].t()) + torch.mm(h, w_h["j"].t()) + bias["j"])
    f_t = torch.sigmoid(torch.mm(x, w_x["f"].t()) + torch.mm(h, w_h["f"].t()) + bias["f"])
    o_t = torch.tanh(torch.mm(x, w_x["o"].t()) + torch.mm(h, w_h["o"].t()) + bias["o"])
    c_t = c * f_t + i_t * j_t
    h_t = torch.tanh(c_t) * o_t
    return h_t, c_t


def lstm(inputs, weight, bias, h0=None, c0=None):
    T, B, D = inputs.shape
    H = bias.shape[0] // 4
    if h0 is None:
        h0 = torch.zeros((B, H), dtype=inputs.dtype, device=inputs.device)
    if c0 is None:
        c0 = torch.zeros((B, H), dtype=inputs.dtype, device=inputs.device)
    hs, cs = [h0], [c0]
    for t in range(T):
        h, c = lstm_cell(inputs[t], hs[-1], cs[-1], weight, bias)
        hs.append(h)
        cs.append(c)
    outputs = torch.cat([h[None] for h in hs], dim=0)[1:]
    return outputs, [hs[-1].clone(), cs[-1].clone()]


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    H = h.shape[1]
    reset, update, new = slice(0, H), slice(H, 2 * H), slice(2 * H, 3 * H)
    r = torch.sigmoid(F.linear(x, w_ih[reset], b_ih[reset]) + F.linear(h, w_hh[reset], b_hh[reset]))
    z = torch.sigmoid(F.linear(x, w_ih[update], b_ih[update]) + F.linear(h, w_hh[update], b_hh[update]))
    n = torch.tanh(F.linear(x, w_ih[new], b_ih[new]) + r * F.linear(h, w_hh[new], b_hh[new]))
    return n + z * (h - n)


def rnn_forward(inputs, h0, w_x, w_h, bias):
    hidden = []
    h = h0
    for t in range(inputs.shape[0]):
        h = torch.tanh(F.linear(inputs[t], w_x) + F.linear(h, w_h) + bias)
        hidden.append(h)
    return torch.stack(hidden), {"x": inputs, "h0": h0, "h": hidden, "w_x": w_x, "w_h": w_h}


def rnn_backward(grad_outputs, cache):
    x, hidden = cache["x"], cache["h"]
    T = len(hidden)
    g_x, g_wx, g_wh, g_b = [None] * T, 0, 0, 0
    carried = 0
    for t in range(T - 1, -1, -1):
        before = hidden[t - 1] if t > 0 else cache["h0"]
        delta = (grad_outputs[t] + carried) * (1 - hidden[t] * hidden[t])
        g_x[t] = delta.matmul(cache["w_x"])
        g_wx = g_wx + torch.mm(delta.t(), x[t])
        g_wh = g_wh + torch.mm(delta.t(), before)
        g_b = g_b + torch.sum(delta, 0)
        carried = delta.matmul(cache["w_h"])
    return torch.stack(g_x, 0), carried, g_wx, g_wh, g_b
