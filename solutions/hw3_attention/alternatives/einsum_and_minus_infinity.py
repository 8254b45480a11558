"""Everything by einsum; masks with -inf, and `nan_to_num` where a row is empty."""

import torch
import torch.nn as nn
from torch import Tensor, einsum


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    return torch.exp(x - torch.logsumexp(x, dim=dim, keepdim=True))


def causal_mask(length: int) -> Tensor:
    t = torch.arange(length)
    return t[:, None] >= t[None, :]


def scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None):
    scores = einsum("...qd,...kd->...qk", query, key) * query.size(-1) ** -0.5
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not(), float("-inf"))
    shifted = scores - scores.max(dim=-1, keepdim=True).values
    weights = torch.exp(shifted)
    weights = weights / weights.sum(-1, keepdim=True)
    weights = torch.nan_to_num(weights, nan=0.0)
    return einsum("...qk,...kd->...qd", weights, value), weights


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model: int, num_heads: int):
        super().__init__()
        if d_model % num_heads != 0:
            raise ValueError("d_model has to be divisible by num_heads")
        self.h = num_heads
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(d_model, d_model, bias=False) for _ in range(4))

    def heads(self, layer: nn.Linear, x: Tensor) -> Tensor:
        w = layer.weight.reshape(self.h, -1, layer.in_features)
        return einsum("btm,hdm->bhtd", x, w)

    def forward(self, query, key=None, value=None, mask=None):
        key = key if key is not None else query
        value = value if value is not None else key
        out, weights = scaled_dot_product_attention(
            self.heads(self.w_q, query), self.heads(self.w_k, key), self.heads(self.w_v, value), mask=mask
        )
        w_o = self.w_o.weight.reshape(self.w_o.out_features, self.h, -1)
        return einsum("bhtd,mhd->btm", out, w_o), weights


def positional_encoding(length: int, d_model: int) -> Tensor:
    if d_model % 2:
        raise ValueError("d_model must be even")
    pe = torch.zeros(length, d_model)
    position = torch.arange(length).unsqueeze(1)
    div_term = torch.exp(torch.arange(0, d_model, 2) * (-torch.log(torch.tensor(10000.0)) / d_model))
    pe[:, 0::2] = torch.sin(position * div_term)
    pe[:, 1::2] = torch.cos(position * div_term)
    return pe


def layer_norm(x: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    var, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    return gamma * ((x - mean) * torch.rsqrt(var + eps)) + beta
