"""This is what comes out when the whole gradient is scaled until its largest entry fits. Clipping by value changes
only the entries that are too large, each by itself: see the handout, section Clipping by value.

Question: clip_value
Caught by: test_clip_value_cuts_large_entries
"""


def clip_grad_value(params: Iterable[torch.Tensor], limit: float) -> None:
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                largest = max(p.grad.abs().flatten().tolist(), default=0.0)
                if largest > limit:
                    p.grad *= float(limit) / largest
