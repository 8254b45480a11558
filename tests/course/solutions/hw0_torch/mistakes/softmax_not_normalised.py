"""These are the exponentials, not yet divided by their sum: see the handout, section Softmax.

Question: softmax
Caught by: test_softmax_of_equal_entries
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e
