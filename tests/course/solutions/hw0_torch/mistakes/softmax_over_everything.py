"""This is what comes out when the exponentials are divided by the sum of all of them, not by the sum along the axis:
see the handout, section Softmax.

Question: softmax
Caught by: test_softmax_agrees
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e / e.sum()
