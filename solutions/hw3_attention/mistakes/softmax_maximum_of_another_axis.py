"""This is what comes out when the maximum is taken along another axis than the sum: within a row, each entry is shifted
by a number of its own. See the handout, section Softmax.

Question: softmax
Caught by: test_softmax_of_rows_far_apart
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    exponentials = (x - x.amax(0, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)
