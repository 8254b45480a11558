"""This is what comes out when the sum of squares is used without its square root: see the handout, section Clipping by
norm, step 1.

Question: clip_norm
Caught by: test_clip_norm_returns_the_total_norm
"""


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = float(sum(float((g.double() ** 2).sum()) for g in gradients))
        if total > max_norm:
            for g in gradients:
                g *= float(max_norm) / total
    return total
