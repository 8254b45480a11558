"""This is what comes out when the norms of the parameters' gradients are added up. The squares are added, and the root
is taken once, at the end: see the handout, section Clipping by norm, step 1.

Question: clip_norm
Caught by: test_clip_norm_many_parameters
"""


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = float(sum(float((g.double() ** 2).sum()) ** 0.5 for g in gradients))
        if total > max_norm:
            for g in gradients:
                g *= float(max_norm) / total
    return total
