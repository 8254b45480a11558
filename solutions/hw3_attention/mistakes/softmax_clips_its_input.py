"""This is what comes out when entries are clipped to a range before the exponential. Entries above it all become the
same. Subtract the largest entry instead: see the handout, section Softmax.

Question: softmax
Caught by: test_softmax_of_rows_far_apart
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    exponentials = x.clamp(-80.0, 80.0).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)
