"""This is what comes out when entries that are too large become 0. They become the limit, with their own sign: see the
handout, section Clipping by value.

Question: clip_value
Caught by: test_clip_value_cuts_large_entries
"""


def clip_grad_value(params: Iterable[torch.Tensor], limit: float) -> None:
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad[p.grad.abs() > float(limit)] = 0.0
