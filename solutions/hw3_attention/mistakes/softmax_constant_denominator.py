"""The values are right, but the gradient takes the sum for a constant. It depends on every entry of the row: leave it
to autograd, without detach(). See the handout, section Softmax.

Question: softmax
Caught by: test_softmax_gradients
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    exponentials = (x - x.amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True).detach()
