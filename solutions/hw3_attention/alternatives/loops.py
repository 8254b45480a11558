"""Python loops: one row, one query and one head at a time, and lists that are stacked in the end."""

import math

import torch
from torch import nn


def softmax(x, dim=-1):
    moved = x.movedim(dim, -1)
    rows = []
    for row in moved.reshape(-1, moved.shape[-1]):
        largest = row[0]
        for entry in row:
            if entry > largest:
                largest = entry
        exponentials = [torch.exp(entry - largest) for entry in row]
        total = sum(exponentials)
        rows.append(torch.stack([e / total for e in exponentials]))
    return torch.stack(rows).reshape(moved.shape).movedim(-1, dim)


def causal_mask(length):
    return torch.tensor([[key <= query for key in range(length)] for query in range(length)])


def one_query(q, keys, values, allowed):
    """The output and the weights of one query."""
    places = [t for t in range(len(keys)) if allowed[t]]
    weights = [torch.zeros((), dtype=q.dtype) for _ in keys]
    if not places:
        zero = q.sum() * 0 + keys.sum() * 0 + values.sum() * 0
        return torch.zeros(values.shape[-1], dtype=q.dtype) + zero, torch.stack(weights) + zero
    scores = torch.stack([sum(a * b for a, b in zip(q, keys[t])) / math.sqrt(len(q)) for t in places])
    shares = softmax(scores)
    output = 0
    for place, share in zip(places, shares):
        weights[place] = share
        output = output + share * values[place]
    return output, torch.stack(weights)


def scaled_dot_product_attention(query, key, value, mask=None):
    leading = query.shape[:-2]
    T_q, T_k = query.shape[-2], key.shape[-2]
    if mask is None:
        mask = torch.ones(T_q, T_k, dtype=torch.bool)
    mask = mask.broadcast_to(leading + (T_q, T_k)).reshape(-1, T_q, T_k)
    flat = [x.reshape((-1,) + x.shape[-2:]) for x in (query, key, value)]
    outputs, weights = [], []
    for q, k, v, m in zip(*flat, mask):
        for i in range(T_q):
            o, w = one_query(q[i], k, v, m[i])
            outputs.append(o)
            weights.append(w)
    outputs, weights = torch.stack(outputs), torch.stack(weights)
    return outputs.reshape(leading + (T_q, value.shape[-1])), weights.reshape(leading + (T_q, T_k))


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads):
        super().__init__()
        if d_model % num_heads:
            raise ValueError("d_model must be a multiple of num_heads")
        self.num_heads = num_heads
        self.d_head = d_model // num_heads
        for name in ["w_q", "w_k", "w_v", "w_o"]:
            setattr(self, name, nn.Linear(d_model, d_model, bias=False))

    def forward(self, query, key=None, value=None, mask=None):
        if key is None:
            key = query
        if value is None:
            value = key
        q, k, v = self.w_q(query), self.w_k(key), self.w_v(value)
        if mask is not None:
            mask = mask.expand(len(query), self.num_heads, query.shape[1], key.shape[1])
        outputs, weights = [], []
        for j in range(self.num_heads):
            part = slice(j * self.d_head, (j + 1) * self.d_head)
            head_mask = None if mask is None else mask[:, j]
            o, w = scaled_dot_product_attention(q[:, :, part], k[:, :, part], v[:, :, part], head_mask)
            outputs.append(o)
            weights.append(w)
        return self.w_o(torch.cat(outputs, dim=2)), torch.stack(weights, dim=1)


def positional_encoding(length, d_model):
    if d_model % 2 == 1:
        raise ValueError(f"d_model is odd: {d_model}")
    table = []
    for t in range(length):
        row = []
        for i in range(d_model // 2):
            angle = t / 10000 ** (2 * i / d_model)
            row += [math.sin(angle), math.cos(angle)]
        table.append(row)
    return torch.tensor(table)


def layer_norm(x, gamma, beta, eps=1e-5):
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        mean = sum(row) / len(row)
        variance = sum((a - mean) ** 2 for a in row) / len(row)
        rows.append(torch.stack([(a - mean) / (variance + eps) ** 0.5 * g + b for a, g, b in zip(row, gamma, beta)]))
    return torch.stack(rows).reshape(x.shape)
