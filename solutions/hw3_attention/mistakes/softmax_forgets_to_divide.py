"""These are the exponentials, not yet divided by their sum: see the handout, section Softmax.

Question: softmax
Caught by: test_softmax_of_three
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    exponentials = (x - x.amax(dim, keepdim=True)).exp()
    return exponentials
