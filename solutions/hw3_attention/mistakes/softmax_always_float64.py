"""This computes in float64 and forgets to return to the dtype of the input: see the handout, section Rules, rule 1.

Question: softmax
Caught by: test_softmax_float32
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    exponentials = (x.double() - x.double().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)
