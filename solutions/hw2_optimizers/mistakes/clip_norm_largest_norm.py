"""This is what comes out when the total norm is taken to be the largest of the parameters' norms. The squares of all
entries of all gradients are added: see the handout, section Clipping by norm, step 1.

Question: clip_norm
Caught by: test_clip_norm_many_parameters
"""


def clip_grad_norm(params: Iterable[torch.Tensor], max_norm: float) -> float:
    with torch.no_grad():
        gradients = [p.grad for p in params if p.grad is not None]
        total = max([float((g.double() ** 2).sum()) ** 0.5 for g in gradients], default=0.0)
        if total > max_norm:
            for g in gradients:
                g *= float(max_norm) / total
    return total
