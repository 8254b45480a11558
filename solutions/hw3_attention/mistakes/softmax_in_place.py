"""This changes the input: `x -= ...` and `x.sub_(...)` work on the tensor of the caller. Make a new one, as `x - ...`
does: see the handout, section Rules, rule 2.

Question: softmax
Caught by: test_softmax_leaves_its_input_alone
"""


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    with torch.no_grad():
        x -= x.amax(dim, keepdim=True)
    exponentials = x.exp()
    return exponentials / exponentials.sum(dim, keepdim=True)
