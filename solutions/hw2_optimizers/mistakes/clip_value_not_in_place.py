"""This is what comes out when the clamped gradient is computed and then dropped. The entries of .grad itself have to
change: see the handout, section Clipping by value.

Question: clip_value
Caught by: test_clip_value_in_place
"""


def clip_grad_value(params: Iterable[torch.Tensor], limit: float) -> None:
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad.clamp(-float(limit), float(limit))
