"""This is what comes out when gradients are scaled to max_norm even if their norm is smaller. Small gradients stay as
they are: see the handout, section Clipping by norm, step 2.

Question: clip_norm
Caught by: test_clip_norm_keeps_small_gradients
"""


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = sum(float((g.double() ** 2).sum()) for g in gradients) ** 0.5
        if total > 0:
            for g in gradients:
                g *= float(max_norm) / total
    return total
