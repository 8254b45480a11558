"""softmax, attention and layer norm as `torch.autograd.Function`s with backward passes written by hand."""

import torch
from torch import nn
from torch.autograd import Function


class Softmax(Function):
    @staticmethod
    def forward(ctx, x, dim):
        e = torch.exp(x - x.amax(dim, keepdim=True))
        p = e / e.sum(dim, keepdim=True)
        ctx.save_for_backward(p)
        ctx.dim = dim
        return p

    @staticmethod
    def backward(ctx, grad):
        (p,) = ctx.saved_tensors
        return p * (grad - (p * grad).sum(ctx.dim, keepdim=True)), None


class Attention(Function):
    @staticmethod
    def forward(ctx, q, k, v, mask):
        scores = q @ k.mT / q.shape[-1] ** 0.5
        e = torch.exp(scores - scores.amax(-1, keepdim=True)) * mask
        total = e.sum(-1, keepdim=True)
        p = torch.where(total > 0, e / total, 0.0)
        ctx.save_for_backward(q, k, v, p)
        return p @ v, p

    @staticmethod
    def backward(ctx, grad_output, grad_weights):
        q, k, v, p = ctx.saved_tensors
        grad_p = grad_output @ v.mT + grad_weights
        grad_s = p * (grad_p - (p * grad_p).sum(-1, keepdim=True)) / q.shape[-1] ** 0.5
        return grad_s @ k, grad_s.mT @ q, p.mT @ grad_output, None


class Norm(Function):
    @staticmethod
    def forward(ctx, x, gamma, beta, eps):
        mean, var = x.mean(-1, keepdim=True), x.var(-1, correction=0, keepdim=True)
        scale = 1 / (var + eps).sqrt()
        x_hat = (x - mean) * scale
        ctx.save_for_backward(x_hat, scale, gamma)
        return x_hat * gamma + beta

    @staticmethod
    def backward(ctx, grad):
        x_hat, scale, gamma = ctx.saved_tensors
        g = grad * gamma
        grad_x = scale * (g - g.mean(-1, keepdim=True) - x_hat * (g * x_hat).mean(-1, keepdim=True))
        d = x_hat.shape[-1]
        return grad_x, (grad * x_hat).reshape(-1, d).sum(0), grad.reshape(-1, d).sum(0), None


def softmax(x, dim=-1):
    return Softmax.apply(x, dim)


causal_mask = lambda length: torch.ones(length, length).tril().bool()  # noqa: E731


def scaled_dot_product_attention(query, key, value, mask=None):
    shape = query.shape[:-1] + key.shape[-2:-1]
    mask = torch.ones(shape, dtype=torch.bool) if mask is None else mask.expand(shape)
    return Attention.apply(query, key, value, mask)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads):
        super().__init__()
        if d_model % num_heads != 0:
            raise ValueError("d_model % num_heads must be 0")
        self.n = num_heads
        self.w_q = nn.Linear(d_model, d_model, bias=False)
        self.w_k = nn.Linear(d_model, d_model, bias=False)
        self.w_v = nn.Linear(d_model, d_model, bias=False)
        self.w_o = nn.Linear(d_model, d_model, bias=False)

    def split(self, x):
        """(B, T, d_model) to (B, heads, T, d_head)."""
        B, T, D = x.shape
        return x.reshape(B, T, self.n, D // self.n).swapaxes(1, 2)

    def merge(self, x):
        B, n, T, d = x.shape
        return x.swapaxes(1, 2).reshape(B, T, n * d)

    def forward(self, query, key=None, value=None, mask=None):
        key = query if key is None else key
        value = key if value is None else value
        output, weights = scaled_dot_product_attention(
            self.split(self.w_q(query)), self.split(self.w_k(key)), self.split(self.w_v(value)), mask
        )
        return self.w_o(self.merge(output)), weights


def positional_encoding(length, d_model):
    if d_model % 2:
        raise ValueError("d_model must not be odd")
    columns = torch.arange(d_model)
    angles = torch.arange(length)[:, None] * 10000.0 ** (-(columns - columns % 2) / d_model)
    return torch.where(columns % 2 == 0, angles.sin(), angles.cos())


def layer_norm(x, gamma, beta, eps=1e-5):
    return Norm.apply(x, gamma, beta, eps)
