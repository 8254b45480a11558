"""What the hidden tests of hw3 share: inputs, and how exact results have to be.

Lengths and widths are distinct primes, so that swapped axes show. Attention is compared to a share of 1e-4: who masks
after the softmax divides by a sum plus a tiny number, and is right. For that style the hidden keys must not outweigh
the others by far, so scores are small wherever there is a mask. Whatever else is compared has a share of 1e-5.
"""

import torch

F64 = torch.float64
CLOSE, ATTENTION = 1e-5, 1e-4  # relative tolerances


def tensor(rows, dtype=F64):
    """The same numbers as a tensor."""
    return torch.tensor(rows, dtype=dtype)


def numbers(*shape, first=0, scale=1.0):
    """A tensor of readable numbers of either sign, up to `scale` in size, that repeat after 17."""
    count = torch.Size(shape).numel()
    values = [((first + i) * 7 % 17 - 8) / 8 * scale for i in range(count)]
    return torch.tensor(values, dtype=F64).reshape(shape)


def gaps(*shape):
    """A mask with gaps in different places of each row, but no empty row."""
    rows = torch.arange(torch.Size(shape[:-1]).numel()).unsqueeze(1)
    return ((torch.arange(shape[-1]) + rows) % 3 > 0 if shape[-1] > 1 else rows >= 0).reshape(shape)


def named(result):
    """A pair (output, weights) as a dict, so that a message says which of the two is wrong."""
    pair = isinstance(result, tuple | list) and len(result) == 2
    return dict(zip(("output", "weights"), result, strict=True)) if pair else result


# Row 1 hides everything: of a causal mask, of gaps, of padding.
HOLES = torch.tensor([[True, False, True], [False, False, False], [True, True, False]])
