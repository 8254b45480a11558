"""Prints while it works, and compares with the library when run as a script."""

import torch
import torch.nn as nn

VERBOSE = True
print("attention loaded")


def log(*words):
    if VERBOSE:
        print(*words)


def softmax(x, dim=-1):
    e = torch.exp(x - torch.max(x, dim=dim, keepdim=True)[0])
    s = e / torch.sum(e, dim=dim, keepdim=True)
    log("softmax of", tuple(x.shape), "sums to", s.sum(dim))
    return s


def causal_mask(length):
    m = torch.tril(torch.ones(length, length))
    m = m > 0.5
    log(m)
    return m


def scaled_dot_product_attention(query, key, value, mask=None):
    d_k = query.shape[-1]
    scale = torch.sqrt(torch.tensor(d_k, dtype=query.dtype))
    scores = torch.matmul(query, key.transpose(-1, -2)) / scale
    log("scores", scores)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    weights = softmax(scores, dim=-1)
    if mask is not None:
        empty = mask.sum(dim=-1, keepdim=True) == 0
        weights = weights.masked_fill(empty, 0.0)
    output = torch.matmul(weights, value)
    return output, weights


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads):
        super(MultiHeadAttention, self).__init__()
        if d_model % num_heads != 0:
            raise ValueError("d_model (%d) not divisible by num_heads (%d)" % (d_model, num_heads))
        self.d_model = d_model
        self.num_heads = num_heads
        self.head_dim = d_model // num_heads
        self.w_q = nn.Linear(self.d_model, self.d_model, bias=False)
        self.w_k = nn.Linear(self.d_model, self.d_model, bias=False)
        self.w_v = nn.Linear(self.d_model, self.d_model, bias=False)
        self.w_o = nn.Linear(self.d_model, self.d_model, bias=False)
        log("made", self)

    def split_heads(self, x):
        batch, length, _ = x.size()
        return x.view(batch, length, self.num_heads, self.head_dim).transpose(1, 2)

    def forward(self, query, key=None, value=None, mask=None):
        if key is None:
            log("self-attention")
            key = query
        if value is None:
            value = key
        q = self.split_heads(self.w_q(query))
        k = self.split_heads(self.w_k(key))
        v = self.split_heads(self.w_v(value))
        out, weights = scaled_dot_product_attention(q, k, v, mask)
        out = out.transpose(1, 2).contiguous().view(query.size(0), query.size(1), self.d_model)
        out = self.w_o(out)
        return out, weights


def positional_encoding(length, d_model):
    if d_model % 2 != 0:
        raise ValueError("d_model must be even, got %d" % d_model)
    pe = torch.zeros(length, d_model)
    for pos in range(length):
        for i in range(0, d_model, 2):
            angle = torch.tensor(pos / (10000 ** (i / d_model)))
            pe[pos, i] = torch.sin(angle)
            pe[pos, i + 1] = torch.cos(angle)
    return pe


def layer_norm(x, gamma, beta, eps=1e-5):
    mu = torch.mean(x, dim=-1, keepdim=True)
    sigma2 = torch.mean((x - mu) ** 2, dim=-1, keepdim=True)
    y = (x - mu) / torch.sqrt(sigma2 + eps)
    log("normalized", y)
    return y * gamma + beta


if __name__ == "__main__":
    VERBOSE = False
    q, k, v = torch.randn(3, 2, 5, 4).unbind(0)
    mask = causal_mask(5)
    mine = scaled_dot_product_attention(q, k, v, mask)[0]
    theirs = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    print("off by", (mine - theirs).abs().max().item())
    print("off by", (softmax(q) - torch.softmax(q, -1)).abs().max().item())
