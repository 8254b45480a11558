"""Masks after the softmax, and divides by what is left, which is kept above 0. Scales the query, not the scores."""

import math

import torch


def softmax(x, dim=-1):
    m, _ = x.max(dim=dim, keepdim=True)
    e = torch.exp(x - m.detach())
    return e / (e.sum(dim=dim, keepdim=True) + 1e-12)


def causal_mask(length):
    return torch.triu(torch.ones((length, length)), diagonal=1) == 0


def scaled_dot_product_attention(query, key, value, mask=None):
    d_k = key.shape[-1]
    weights = softmax(torch.matmul(query / math.sqrt(d_k), key.mT), dim=-1)
    if mask is not None:
        weights = weights * mask
        weights = weights / (weights.sum(dim=-1, keepdim=True) + 1e-8)
    return torch.matmul(weights, value), weights


class MultiHeadAttention(torch.nn.Module):
    def __init__(self, d_model, num_heads):
        super(MultiHeadAttention, self).__init__()
        self.d_head, rest = divmod(d_model, num_heads)
        if rest:
            raise ValueError(f"{num_heads} heads do not fit into d_model = {d_model}")
        self.d_model = d_model
        self.num_heads = num_heads
        self.w_q = torch.nn.Linear(d_model, d_model, bias=False)
        self.w_k = torch.nn.Linear(d_model, d_model, bias=False)
        self.w_v = torch.nn.Linear(d_model, d_model, bias=False)
        self.w_o = torch.nn.Linear(d_model, d_model, bias=False)
        for p in self.parameters():
            torch.nn.init.xavier_uniform_(p)

    def forward(self, query, key=None, value=None, mask=None):
        if key is None:
            key = query
        if value is None:
            value = key
        B = query.shape[0]
        Q = self.w_q(query).view(B, -1, self.num_heads, self.d_head).permute(0, 2, 1, 3)
        K = self.w_k(key).view(B, -1, self.num_heads, self.d_head).permute(0, 2, 1, 3)
        V = self.w_v(value).view(B, -1, self.num_heads, self.d_head).permute(0, 2, 1, 3)
        out, A = scaled_dot_product_attention(Q, K, V, mask)
        out = out.permute(0, 2, 1, 3).contiguous().view(B, -1, self.d_model)
        return self.w_o(out), A


def positional_encoding(length, d_model):
    if d_model % 2 != 0:
        raise ValueError("d_model: expected an even number")
    t = torch.arange(length, dtype=torch.float32).reshape(-1, 1)
    i = torch.arange(d_model // 2, dtype=torch.float32).reshape(1, -1)
    angle = t / torch.pow(10000, 2 * i / d_model)
    out = torch.empty(length, d_model)
    out[:, ::2] = angle.sin()
    out[:, 1::2] = angle.cos()
    return out


def layer_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(dim=-1, keepdim=True)
    var = x.var(dim=-1, keepdim=True, unbiased=False)
    x_hat = (x - mean) / torch.sqrt(var + eps)
    return gamma * x_hat + beta
