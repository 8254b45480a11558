"""Attention that calls itself for each leading axis, log-sum-exp by repeated addition, RMS norm of centred rows."""

import functools
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def softmax(x, dim=-1):
    total = functools.reduce(torch.logaddexp, x.unbind(dim))
    return (x - total.unsqueeze(dim)).exp()


def causal_mask(length):
    return torch.eye(length).cumsum(0).T.flip(0, 1).bool()


def scaled_dot_product_attention(query, key, value, mask=None):
    if query.ndim > 2:
        if mask is not None:
            mask = mask.broadcast_to(*query.shape[:-1], key.shape[-2])
        masks = [None] * len(query) if mask is None else mask
        items = [scaled_dot_product_attention(*item) for item in zip(query, key, value, masks)]
        return [torch.stack(parts) for parts in zip(*items)]
    scores = query.mm(key.t()) / query.shape[1] ** 0.5
    e = torch.exp(scores - scores.max())
    if mask is not None:
        e = e * mask
    weights = F.normalize(e, p=1, dim=-1)
    return [weights.mm(value), weights]


class Projection(nn.Linear):
    """A Linear that starts as a rotation."""

    def __init__(self, width):
        super().__init__(width, width, bias=False)
        nn.init.orthogonal_(self.weight)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads):
        super().__init__()
        self.h, (self.dh, rest) = num_heads, divmod(d_model, num_heads)
        if rest:
            raise ValueError(f"{num_heads} heads do not fit d_model={d_model}")
        for name in ("q", "k", "v", "o"):
            self.add_module(f"w_{name}", Projection(d_model))

    def forward(self, query, key=None, value=None, mask=None, **options):
        if key is None and value is None:  # one product for all three
            together = torch.cat([self.w_q.weight, self.w_k.weight, self.w_v.weight])
            projected = F.linear(query, together).chunk(3, -1)
        else:
            value = key if value is None else value
            projected = self.w_q(query), self.w_k(key), self.w_v(value)
        heads = [torch.stack(x.split(self.dh, dim=-1), 1) for x in projected]
        outputs, weights = scaled_dot_product_attention(*heads, mask=mask)
        return [self.w_o(torch.cat(list(outputs.unbind(1)), -1)), weights]


def positional_encoding(length, d_model):
    if d_model % 2:
        raise ValueError("d_model is odd")
    i = torch.arange(d_model) // 2
    angle = torch.arange(length)[:, None] * torch.pow(torch.tensor(1 / 10000), 2 * i / d_model)
    return torch.cos(angle - (torch.arange(d_model) % 2 == 0) * math.pi / 2)


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return F.rms_norm(centred, centred.shape[-1:], eps=float(eps)) * gamma + beta
