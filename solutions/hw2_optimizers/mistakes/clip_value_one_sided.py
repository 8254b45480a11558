"""This is what comes out when only large positive entries are cut off. Large negative entries are cut off too: see the
handout, section Clipping by value.

Question: clip_value
Caught by: test_clip_value_cuts_large_entries
"""


def clip_grad_value(params: Iterable[torch.Tensor], limit: float) -> None:
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad.clamp_(max=float(limit))
