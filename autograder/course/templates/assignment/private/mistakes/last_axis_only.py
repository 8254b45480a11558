"""The sum runs along the last axis, whatever `dim` says.

Question: log_sum_exp
Caught by: test_any_axis
"""


def log_sum_exp(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    largest = x.amax(-1, keepdim=True)
    return largest.squeeze(-1) + (x - largest).exp().sum(-1).log()
