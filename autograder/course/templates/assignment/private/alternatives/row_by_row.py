"""One row at a time."""

import torch


def log_sum_exp(x, dim=-1):
    rows = x.movedim(dim, -1)
    flat = rows.reshape(-1, rows.shape[-1])
    results = []
    for row in flat:
        shift = row.max().detach()
        results.append(torch.log(torch.sum(torch.exp(row - shift))) + shift)
    return torch.stack(results).reshape(rows.shape[:-1])
