"""This is what comes out when the axis is always the last one, whatever `dim` says: see the handout, section Softmax.

Question: softmax
Caught by: test_softmax_along_an_axis
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    exponentials = (x - x.amax(-1, keepdim=True)).exp()
    return exponentials / exponentials.sum(-1, keepdim=True)
