"""This is what comes out when every gradient is compared with max_norm and scaled by itself. There is one norm over
all parameters together and one factor for all of them: see the handout, section Clipping by norm, step 1.

Question: clip_norm
Caught by: test_clip_norm_many_parameters
"""


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = sum(float((g.double() ** 2).sum()) for g in gradients) ** 0.5
        for g in gradients:
            norm = float((g.double() ** 2).sum()) ** 0.5
            if norm > max_norm:
                g *= float(max_norm) / norm
    return total
