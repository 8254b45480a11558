"""This is what comes out when the gradients are divided by their norm, which leaves a norm of 1. It should be
max_norm: see the handout, section Clipping by norm, step 2.

Question: clip_norm
Caught by: test_clip_norm_any_gradients
"""


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = sum(float((g.double() ** 2).sum()) for g in gradients) ** 0.5
        if total > max_norm:
            for g in gradients:
                g /= total
    return total
