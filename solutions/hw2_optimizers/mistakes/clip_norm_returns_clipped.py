"""This is what comes out when the returned norm is the one after clipping. The caller wants to know how large the
gradients were before: see the handout, section Clipping by norm, step 3.

Question: clip_norm
Caught by: test_clip_norm_returns_the_total_norm
"""


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = sum(float((g.double() ** 2).sum()) for g in gradients) ** 0.5
        if total > max_norm:
            for g in gradients:
                g *= float(max_norm) / total
    return min(total, float(max_norm))
