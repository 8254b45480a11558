"""The exponentials overflow. Take the largest entry out of the sum before the exponential: see the handout.

Question: log_sum_exp
Caught by: test_large_entries
"""


def log_sum_exp(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    return x.exp().sum(dim).log()
