"""This is what comes out when large entries are exponentiated as they are: exp(10000) is no number any more. Subtract
the largest entry first; it changes nothing else. See the handout, section Softmax.

Question: softmax
Caught by: test_softmax_of_large_entries
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    exponentials = x.exp()
    return exponentials / exponentials.sum(dim, keepdim=True)
