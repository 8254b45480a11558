"""This is what comes out when each share is computed from differences, 1 / sum_j exp(x_j - x_i): where x_i is -inf, a
difference is -inf + inf, which is NaN. See the handout, section Softmax, on -inf.

Question: softmax
Caught by: test_softmax_beside_minus_infinity
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    x = x.movedim(dim, -1)
    shares = 1 / (x.unsqueeze(-2) - x.unsqueeze(-1)).exp().sum(-1)
    return shares.movedim(-1, dim)
