"""This is what comes out when large entries are exponentiated as they are. Subtract the largest one first: see the
handout, section Softmax.

Question: softmax
Caught by: test_softmax_agrees
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    e = x.exp()
    return e / e.sum(dim, keepdim=True)
