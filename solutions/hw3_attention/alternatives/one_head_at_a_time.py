"""Each head projects with its own rows; a bias of -1e9 hides keys, and empty rows are multiplied by 0."""

import torch
import torch.nn.functional as F
from torch import nn


def _exponentials(x, dim):
    return torch.e ** (x - torch.amax(x, dim=dim, keepdim=True))


def softmax(x, dim=-1):
    e = _exponentials(x, dim)
    return torch.true_divide(e, torch.sum(e, dim=dim, keepdim=True))


def causal_mask(length):
    rows, columns = torch.meshgrid(torch.arange(length), torch.arange(length), indexing="ij")
    return columns <= rows


def scaled_dot_product_attention(query, key, value, mask=None):
    scores = (query.unsqueeze(-2) * key.unsqueeze(-3)).sum(-1) / query.shape[-1] ** 0.5
    if mask is None:
        mask = torch.ones((), dtype=torch.bool)
    bias = torch.zeros(mask.shape, dtype=scores.dtype).masked_fill_(~mask, -1e9)
    weights = softmax(scores + bias) * mask.to(scores.dtype)
    return (weights.unsqueeze(-1) * value.unsqueeze(-3)).sum(-2), weights


class Head:
    """One head: which rows of the projections it works with."""

    def __init__(self, number, width):
        self.rows = slice(number * width, number * width + width)

    def __call__(self, owner, query, key, value, mask):
        q = F.linear(query, owner.w_q.weight[self.rows])
        k = F.linear(key, owner.w_k.weight[self.rows])
        v = F.linear(value, owner.w_v.weight[self.rows])
        return scaled_dot_product_attention(q, k, v, mask)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model: int, num_heads: int, *, dropout: float = 0.0):
        super().__init__()
        if d_model % num_heads > 0:
            raise ValueError(f"num_heads={num_heads} must divide d_model={d_model}")
        self.w_q = nn.Linear(d_model, d_model, False)
        self.w_k = nn.Linear(d_model, d_model, False)
        self.w_v = nn.Linear(d_model, d_model, False)
        self.w_o = nn.Linear(d_model, d_model, False)
        self.dropout = nn.Dropout(dropout)
        self.heads = [Head(j, d_model // num_heads) for j in range(num_heads)]

    def forward(self, query, key=None, value=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        output, weights = 0, []
        for j, head in enumerate(self.heads):
            m = None
            if mask is not None:
                m = mask[..., min(j, mask.shape[-3] - 1), :, :] if mask.ndim > 2 else mask
            o, w = head(self, query, key, value, m)
            output = output + o @ self.w_o.weight[:, head.rows].T
            weights.append(w)
        return self.dropout(output), torch.stack(weights, 1)


def positional_encoding(length, d_model):
    half, odd = divmod(d_model, 2)
    if odd:
        raise ValueError("d_model must be divisible by two")
    frequency = torch.logspace(0, -4 * (half - 1) / half, half, dtype=torch.float64)
    angle = torch.outer(torch.arange(length, dtype=torch.float64), frequency)
    phase = torch.tensor([0.0, torch.pi / 2])
    return torch.sin(angle[:, :, None] + phase).reshape(length, d_model)


def layer_norm(x, gamma, beta, eps=1e-5):
    d = x.shape[-1]
    mu = x.sum(-1) / d
    var = (x**2).sum(-1) / d - mu**2
    return torch.addcmul(beta, (x - mu[..., None]) / torch.sqrt(var[..., None] + eps), gamma)
