"""Hidden tests of clipping gradients by norm, on inputs that students have not seen."""

import torch
from hypothesis import given

from autograder.testing import question, same

from common import clip, hyper, several


@question("clip_norm", points=4)
@given(gradients=several(), max_norm=hyper([1.0, 0.3, 5.0, 100.0]))
def test_clip_norm_any_gradients(submission, reference, gradients, max_norm):
    """clip_grad_norm clips gradients of any shape, of all parameters together, and returns their norm before."""
    norm, yours, _, _ = clip(submission, "clip_grad_norm", gradients, max_norm)
    expected_norm, expected, _, _ = clip(reference, "clip_grad_norm", gradients, max_norm)
    inputs = f"gradients {[g.tolist() for g in gradients]}, max_norm {max_norm}"
    same(norm, expected_norm, what="the norm", rtol=1e-5, inputs=inputs)
    same(yours, expected, what="gradients", rtol=1e-5, inputs=inputs)


@question("clip_norm", points=2)
def test_clip_norm_many_parameters(submission):
    """clip_grad_norm takes one norm over all parameters, also when each alone is below max_norm."""
    gradients = [torch.tensor([0.5], dtype=torch.float64) for _ in range(16)]
    norm, yours, _, _ = clip(submission, "clip_grad_norm", gradients, 1.0)
    inputs = "16 parameters with gradient [0.5], max_norm 1"
    same(norm, 2.0, what="the norm", rtol=1e-5, inputs=inputs)
    same(yours, [torch.tensor([0.25], dtype=torch.float64)] * 16, what="gradients", rtol=1e-5, inputs=inputs)


@question("clip_norm", points=2)
def test_clip_norm_in_place(submission):
    """clip_grad_norm changes the gradients in place, and nothing else."""
    gradients = [torch.tensor([3.0, 0.0], dtype=torch.float64), torch.tensor(4.0, dtype=torch.float64)]
    _, _, yours, parameters = clip(submission, "clip_grad_norm", gradients, 1.0)
    inputs = "gradients [3, 0], 4, max_norm 1"
    same(yours[0].tolist(), [0.6, 0.0], what="the tensor that was in .grad before the call", rtol=1e-5, inputs=inputs)
    same(parameters, [torch.full_like(g, 7.0) for g in gradients], what="the parameters", inputs=inputs)
    zeros = [torch.zeros(2, dtype=torch.float64)]
    _, yours, _, _ = clip(submission, "clip_grad_norm", zeros, 0.0)
    same(yours, zeros, what="gradients", inputs="gradients [0, 0], max_norm 0")


@question("clip_norm", points=1)
def test_clip_norm_float32(submission):
    """clip_grad_norm works in float32."""
    norm, yours, _, _ = clip(submission, "clip_grad_norm", [torch.tensor([[3.0], [4.0]])], 1.0)
    same(norm, 5.0, what="the norm", rtol=1e-4, inputs="a float32 gradient [[3], [4]], max_norm 1")
    same(
        yours,
        [torch.tensor([[0.6], [0.8]])],
        what="gradients",
        rtol=1e-4,
        inputs="a float32 gradient [[3], [4]], max_norm 1",
    )
